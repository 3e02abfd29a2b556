//! What an engagement event says about its message.

use placet_core::{Id, Micros};
use serde::{Deserialize, Serialize};

/// The declared properties of *Link Clicked*, *Message Opened* and *Unsubscribed*. An unsubscription that came by no message has none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Props {
    /// The journey or campaign; 0 for none.
    pub(crate) origin: i32,
    /// The message, as `msg_…`; empty for none.
    pub(crate) message: String,
    /// The link's number in the template version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<u16>,
}

impl Props {
    /// The message's id, if it names one.
    pub(crate) fn message_id(&self) -> Option<Id> {
        Id::parse("msg", &self.message).ok()
    }
}

/// The least `seq` of what was folded at this time or later: its high bits are the month of the fold, and nothing that the
/// house itself observes is folded before it happens.
pub(crate) fn first_seq(at: Micros) -> i64 {
    at.month() << 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_written_as_the_fold_reads_them() {
        let props = Props { origin: 7, message: Id([9; 16]).text("msg"), link: Some(3) };
        let text = serde_json::to_string(&props).unwrap();
        assert_eq!(text, format!("{{\"origin\":7,\"message\":\"{}\",\"link\":3}}", props.message));
        assert_eq!(serde_json::from_str::<Props>(&text).unwrap(), props);
        assert_eq!(props.message_id(), Some(Id([9; 16])));
        assert_eq!(serde_json::from_str::<Props>("{}").unwrap().message_id(), None);
    }
}
