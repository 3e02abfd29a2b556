use placet_permission::vault::{Address, Sealed};

fn log(sealed: &Sealed<Address>) -> String {
    format!("{sealed:?}")
}

fn main() {}
