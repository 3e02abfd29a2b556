//! Where a signed link leads, at the moment it is followed.

use placet_compose::{Error as TemplateError, Library, Target, Token};
use placet_deliver::ledger;
use placet_store::tenants::TenantRecord;
use placet_store::{ReadTenant, Tx};

use crate::Error;

/// The address a link leads to: that of the template version's link, or the item's own page as it is listed now. Nothing is
/// added to it. `None` if the target is gone; the shop's start page stands in then.
///
/// Versions are read once per process ([`Library`]); a message and an item are each one row by their key.
pub(crate) async fn target(
    tenant: ReadTenant<'_>,
    shop: &TenantRecord,
    library: &Library,
    token: &Token,
) -> Result<Option<String>, Error> {
    let mut tx = tenant.read("measure.target").await?;
    let Some(message) = ledger::get(&mut tx, token.message).await? else { return Ok(None) };
    let ready = match library.ready(&mut tx, message.template, message.version, &message.language).await {
        Err(TemplateError::Missing(..) | TemplateError::Unusable(_)) => return Ok(None),
        ready => ready?,
    };
    let link = ready.published.links.iter().find(|link| link.number == token.link);
    match link.map(|link| &link.target) {
        Some(Target::Literal(url)) => Ok(Some(url.clone())),
        Some(Target::Item) => page_of(&mut tx, token.item).await,
        Some(Target::Cart) => Ok(Some(format!("{}/cart", shop.shop_url.trim_end_matches('/')))),
        Some(Target::Shop) | None => Ok(None),
    }
}

async fn page_of(tx: &mut Tx, item: i64) -> Result<Option<String>, Error> {
    Ok(placet_shop::items(tx, &[item]).await?.pop().map(|item| item.url))
}
