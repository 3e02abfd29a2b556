//! The marker of permits and the inside of a plain value are out of reach.
use placet_permission::vault::seal::Permit;
use placet_permission::vault::{Address, Plain};

fn inside(plain: Plain<Address>) -> Address {
    plain.0
}

fn main() {}
