use placet_permission::vault::{Address, Plain, Sealed};
use serde::Serialize;

fn answer(sealed: &Sealed<Address>) {
    let _ = sealed.serialize(serde_json::value::Serializer);
}

fn report(plain: &Plain<Address>) {
    let _ = plain.serialize(serde_json::value::Serializer);
}

fn main() {}
