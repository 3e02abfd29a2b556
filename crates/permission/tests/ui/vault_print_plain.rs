use placet_permission::vault::{Address, Plain};

fn show(plain: &Plain<Address>) -> String {
    format!("{plain}")
}

fn main() {}
