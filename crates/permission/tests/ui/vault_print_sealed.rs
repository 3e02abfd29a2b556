use placet_permission::vault::{Address, Sealed};

fn show(sealed: &Sealed<Address>) -> String {
    format!("{sealed}")
}

fn main() {}
