//! One made-up shopper: what they do, by their number, and what must come of it.

use anyhow::{Context, bail};
use placet_deliver::sink::Received;
use serde_json::json;

use crate::Client;
use crate::catalogue::FLEETFOOT;

/// What a shopper is like. Each kind is a way through the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Says no to the banner; the shop's page is badly wired and sends events all the same.
    Refuses,
    /// Says yes, and never leaves an address.
    Anonymous,
    /// Leaves an address and never confirms it.
    NeverConfirms,
    /// Confirms, and does not want a personal selection.
    NotPersonal,
    /// Buys before the reminder is due.
    BuysAtOnce,
    /// Takes everything out of the cart again.
    EmptiesCart,
    /// Is reminded and does nothing.
    Ignores,
    /// Is reminded and clicks.
    Clicks,
    /// Is reminded, clicks and buys.
    Buys,
}

const NATURES: [Nature; 12] = [
    Nature::Buys,
    Nature::Refuses,
    Nature::Clicks,
    Nature::Buys,
    Nature::Anonymous,
    Nature::BuysAtOnce,
    Nature::Ignores,
    Nature::NeverConfirms,
    Nature::Buys,
    Nature::EmptiesCart,
    Nature::NotPersonal,
    Nature::Refuses,
];

/// A shopper.
#[derive(Clone, Debug)]
pub(crate) struct Shopper {
    pub(crate) number: usize,
    pub(crate) nature: Nature,
    /// The device, as the shop's page names it.
    pub(crate) device: String,
    /// The address they type.
    pub(crate) email: String,
    run: String,
}

impl Shopper {
    /// The shopper with this number in a run of the story.
    pub(crate) fn new(run: &str, number: usize) -> Shopper {
        Shopper {
            number,
            nature: NATURES[number % NATURES.len()],
            device: format!("device-{run}-{number}"),
            email: format!("shopper{number}.{run}@mail.example"),
            run: run.to_owned(),
        }
    }

    /// Leaves an address in the form.
    pub(crate) fn subscribes(&self) -> bool {
        !matches!(self.nature, Nature::Refuses | Nature::Anonymous)
    }

    /// Confirms it.
    pub(crate) fn confirms(&self) -> bool {
        self.subscribes() && self.nature != Nature::NeverConfirms
    }

    /// Must get the reminder.
    pub(crate) fn is_reminded(&self) -> bool {
        matches!(self.nature, Nature::Ignores | Nature::Clicks | Nature::Buys)
    }

    /// Two of the running shoes, different for each.
    fn shoes(&self) -> (&'static str, &'static str) {
        let at = self.number;
        let sku = |at: usize| FLEETFOOT.products[at % 6].sku.as_str();
        (sku(at), sku(at + 1))
    }

    /// Sends an event of this device; each has its own id, so that sending it again counts once.
    pub(crate) async fn track(
        &self,
        client: &Client,
        key: &str,
        step: &str,
        event: &str,
        props: serde_json::Value,
    ) -> anyhow::Result<()> {
        let body = json!({
            "writeKey": key, "anonymousId": self.device, "messageId": format!("{}-{}-{step}", self.run, self.number),
            "event": event, "properties": props,
        });
        let answer = client.json("/v1/track", key, &body).await?;
        if !answer.status.is_success() {
            bail!("{event} was answered {}", answer.status);
        }
        Ok(())
    }

    /// The first visit: the banner, some shoes, the form. Answers how many events count.
    pub(crate) async fn visits(&self, client: &Client, key: &str) -> anyhow::Result<u64> {
        if self.nature != Nature::Refuses {
            let choice = json!({
                "writeKey": key, "anonymousId": self.device, "granted": true, "place": "https://shop.example/", "language": "en",
            });
            let answer = client.json("/v1/consent", key, &choice).await?;
            if !answer.status.is_success() {
                bail!("the choice was answered {}", answer.status);
            }
        }
        let (first, second) = self.shoes();
        self.track(client, key, "v1", "Product Viewed", json!({ "product_id": first })).await?;
        self.track(client, key, "v2", "Product Viewed", json!({ "product_id": second })).await?;
        if self.subscribes() {
            let mut fields = vec![
                ("email", self.email.as_str()),
                ("version", "1"),
                ("device", self.device.as_str()),
                ("website", ""),
            ];
            if self.nature != Nature::NotPersonal {
                fields.push(("choice.personalisation", "yes"));
            }
            let answer = client.form("/f/newsletter", &fields).await?;
            if !answer.status.is_success() {
                bail!("the form was answered {}", answer.status);
            }
        }
        Ok(if self.nature == Nature::Refuses { 0 } else { 2 })
    }

    /// Opens the mail that asks for confirmation. A scanner opens its link first, and nothing comes of that.
    pub(crate) async fn answers(&self, client: &Client, mail: &Received) -> anyhow::Result<()> {
        let link = link(mail, "/c/").context("the confirmation mail has no link")?;
        let page = client.get(&link).await?;
        if !page.status.is_success() {
            bail!("the confirmation page was answered {}", page.status);
        }
        let done = client.form(&link, &[]).await?;
        if !done.status.is_success() {
            bail!("confirming was answered {}", done.status);
        }
        Ok(())
    }

    /// Puts shoes in the cart and leaves. Answers how many events count.
    pub(crate) async fn fills_the_cart(&self, client: &Client, key: &str) -> anyhow::Result<u64> {
        let (shoe, _) = self.shoes();
        let props = json!({ "product_id": shoe, "quantity": 1, "price": "119.90", "currency": "EUR" });
        self.track(client, key, "add", "Product Added", props.clone()).await?;
        match self.nature {
            Nature::Refuses => Ok(0),
            Nature::BuysAtOnce => {
                self.buys(client, key, "early").await?;
                Ok(2)
            }
            Nature::EmptiesCart => {
                self.track(client, key, "remove", "Product Removed", props).await?;
                Ok(2)
            }
            _ => Ok(1),
        }
    }

    /// Buys what is in the cart.
    pub(crate) async fn buys(&self, client: &Client, key: &str, which: &str) -> anyhow::Result<()> {
        let (shoe, _) = self.shoes();
        let order = json!({
            "order_id": format!("{}-{}-{which}", self.run, self.number), "total": "119.90", "currency": "EUR",
            "products": [{ "product_id": shoe, "quantity": 1, "price": "119.90" }],
        });
        self.track(client, key, which, "Order Completed", order).await
    }

    /// Clicks the first product of the reminder; it must lead to the shop, without a word about the person.
    pub(crate) async fn clicks(&self, client: &Client, mail: &Received) -> anyhow::Result<()> {
        let link = link(mail, "/l/").context("the reminder has no link")?;
        let answer = client.get(&link).await?;
        let target = answer.location.context("the link leads nowhere")?;
        if !answer.status.is_redirection()
            || !target.starts_with("https://shop.example/")
            || target.contains('@')
        {
            bail!("the link was answered {} and leads astray", answer.status);
        }
        Ok(())
    }

    /// Checks that the reminder is about the shoes in the cart and something like them.
    pub(crate) fn reads(&self, mail: &Received) -> anyhow::Result<()> {
        let (shoe, _) = self.shoes();
        let html = mail.mail().html.unwrap_or_default();
        let title = FLEETFOOT.products.iter().find(|p| p.sku == shoe).map_or("", |p| p.title.as_str());
        if !html.contains(title) {
            bail!("the reminder does not show what is in the cart");
        }
        let others =
            FLEETFOOT.products.iter().filter(|p| p.title != title && html.contains(&p.title)).count();
        if others == 0 {
            bail!("the reminder shows nothing that is like it");
        }
        Ok(())
    }

    /// One click in the mail program (RFC 8058).
    pub(crate) async fn unsubscribes(&self, client: &Client, mail: &Received) -> anyhow::Result<()> {
        let mail = mail.mail();
        let address = mail.one_click_address().context("the reminder has no one-click address")?;
        let path = path(address).context("the one-click address is none")?;
        let answer = client.form(&path, &[("List-Unsubscribe", "One-Click")]).await?;
        if !answer.status.is_success() {
            bail!("unsubscribing was answered {}", answer.status);
        }
        Ok(())
    }
}

/// The path of the first link of a mail that begins with `prefix`.
fn link(mail: &Received, prefix: &str) -> Option<String> {
    mail.mail().links.iter().filter_map(|link| path(link)).find(|path| path.starts_with(prefix))
}

/// An address without scheme and host.
fn path(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    rest.find('/').map(|at| rest[at..].to_owned())
}
