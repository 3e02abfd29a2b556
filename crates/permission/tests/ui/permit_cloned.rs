//! One question, one permit: none is copied.
use placet_permission::{ExportPermit, SendPermit, TrackPermit, ViewPermit};

fn double(send: &SendPermit, track: &TrackPermit, export: &ExportPermit, view: &ViewPermit) {
    let _: SendPermit = send.clone();
    let _: TrackPermit = track.clone();
    let _: ExportPermit = export.clone();
    let _: ViewPermit = view.clone();
}

fn main() {}
