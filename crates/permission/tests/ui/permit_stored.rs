//! A permit is not written to a database, a queue or a file, nor read from one. What is stored is the decision.
use placet_permission::{Decision, SendPermit, TrackPermit};
use serde::{Deserialize, Serialize};

fn decision(decision: &Decision, text: &str) -> Option<Decision> {
    let _ = serde_json::to_string(decision);
    serde_json::from_str(text).ok()
}

fn write(send: &SendPermit, track: &TrackPermit) {
    let _ = send.serialize(serde_json::value::Serializer);
    let _ = track.serialize(serde_json::value::Serializer);
}

fn read(value: serde_json::Value) {
    let _ = SendPermit::deserialize(&value);
    let _ = TrackPermit::deserialize(&value);
}

fn main() {}
