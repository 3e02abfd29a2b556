//! One letter on its way: what it says, the address, and the bytes that go.

use placet_compose::{Action, MessageKind};
use placet_permission::SendPermit;
use placet_permission::vault::{Address, Plain};
use placet_store::Tenant;

use crate::letter::{Letter, Unmade};
use crate::mime::{BadContent, Content, Sort};

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unwritten {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Unmade(#[from] Unmade),
    #[error(transparent)]
    Content(#[from] BadContent),
    #[error("the permit could not be used: {0}")]
    Permit(String),
}

impl Unwritten {
    pub(super) fn label(&self) -> &'static str {
        match self {
            Unwritten::Store(_) | Unwritten::Unmade(Unmade::Store(_) | Unmade::Shop(_)) => {
                "the store failed while composing"
            }
            Unwritten::Unmade(Unmade::Library(_)) => "the template is missing",
            Unwritten::Unmade(Unmade::Render(_)) => "the template does not fit the data",
            Unwritten::Content(_) => "the message cannot be built",
            Unwritten::Permit(_) => "the permit could not be used",
        }
    }
}

/// The address, opened by using the permit up, and the message's bytes. `origin` is the journey or campaign it comes from.
pub(super) async fn write(
    letter: &Letter<'_>,
    origin: i32,
    tenant: Tenant<'_>,
    permit: SendPermit,
) -> Result<(Plain<Address>, Vec<u8>), Unwritten> {
    let mut tx = tenant.read("deliver.compose").await?;
    let (ready, rendered) = letter.make(&mut tx).await?;
    drop(tx);
    let html = match permit.may_notice_opening() {
        true => with_pixel(&rendered.html, &letter.page(Action::Open)),
        false => rendered.html,
    };
    let (now, record) = (tenant.clock().now(), letter.record);
    let address = permit.open(letter.keys, now).map_err(|e| Unwritten::Permit(e.to_string()))?;
    let host = host_of(&record.from_address);
    let (message_id, list_id) =
        (format!("{}@{host}", letter.id.text("msg")), format!("t{}.{host}", record.id));
    let unsubscribe = letter.page(Action::Unsubscribe);
    let sort = match ready.published.kind {
        MessageKind::Marketing => Sort::Marketing { unsubscribe: &unsubscribe, list_id: &list_id },
        MessageKind::Service => Sort::Service,
    };
    let feedback = format!("{origin}:{}:{}:placet", letter.template, record.id);
    let content = Content {
        from_name: &record.sender_name,
        from: &record.from_address,
        to: address.expose(),
        subject: &rendered.subject,
        text: &rendered.text,
        html: &html,
        message_id: &message_id,
        date: now,
        sort,
        feedback_id: Some(&feedback),
    };
    let bytes = content.build()?;
    Ok((address, bytes))
}

/// Puts a picture of nothing at the end, by whose fetching the opening is noticed.
fn with_pixel(html: &str, address: &str) -> String {
    let pixel = format!("<img src=\"{address}\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\">");
    match html.rfind("</body>") {
        Some(end) => format!("{}{pixel}{}", &html[..end], &html[end..]),
        None => format!("{html}{pixel}"),
    }
}

fn host_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("localhost", |(_, host)| host)
}
