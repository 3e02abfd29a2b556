//! The word to stop, heard by every task of a node.

use tokio::sync::watch;

/// Says it.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Hears it. Clones hear the same.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stopper {
    /// Nobody has said it yet.
    pub fn new() -> (Stopper, Stop) {
        let (sender, receiver) = watch::channel(false);
        (Stopper(sender), Stop(receiver))
    }

    /// Stop, everybody.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Whether it was said.
    pub fn is_said(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is said, or until nobody is left who could.
    pub async fn said(&mut self) {
        let _ = self.0.wait_for(|said| *said).await;
    }
}
