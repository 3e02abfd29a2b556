//! Neither state of contact data goes into an answer, an event or a file by way of serde.
use placet_permission::vault::{Personal, Plain, Sealed};
use serde::Serialize;

fn answer<T: Personal>(sealed: &Sealed<T>) {
    let _ = sealed.serialize(serde_json::value::Serializer);
}

fn report<T: Personal>(plain: &Plain<T>) {
    let _ = plain.serialize(serde_json::value::Serializer);
}

fn main() {}
