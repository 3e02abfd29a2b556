use placet_permission::vault::{Address, Plain};

fn log(plain: &Plain<Address>) -> String {
    format!("{plain:?}")
}

fn main() {}
