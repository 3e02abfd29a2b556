//! Finding everything that belongs to one person, as the lists of ids the inventory's statements take.

use placet_core::Id;
use placet_permission::contact::{self, Class, Contact};
use placet_permission::vault::{Address, Channel, Fingerprint, TenantKeys};
use placet_profile::{inbox, profile};
use placet_store::inventory::Way;
use placet_store::{Tx, Value, params};

use crate::Error;
use crate::person::Who;
use crate::store::{FORMER_PROFILES, MESSAGES_OF, MESSAGES_TO};

/// A person, by all the ids rows are found by.
#[derive(Default)]
pub(crate) struct Person {
    /// The living profile and those merged into it; none if only an unconfirmed address is the person's.
    pub(crate) profiles: Vec<Id>,
    /// Contacts to be shown or deleted.
    pub(crate) contacts: Vec<Contact>,
    /// Addresses that are the person's own, known or not.
    pub(crate) addresses: Vec<(Channel, Fingerprint)>,
    /// Streams.
    pub(crate) streams: Vec<i64>,
    /// Messages to them.
    pub(crate) messages: Vec<Id>,
    /// A profile that loses these streams and stays, with the streams it keeps.
    pub(crate) survivor: Option<(Id, Vec<i64>)>,
}

/// How far finding reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// What may be shown to the person: no address that somebody else may have typed on their device.
    Own,
    /// What goes when the person goes.
    All,
}

impl Person {
    /// Finds a person. Empty but for the address if nothing is known.
    pub(crate) async fn find(
        tx: &mut Tx,
        keys: &TenantKeys,
        who: &Who,
        reach: Reach,
    ) -> Result<Person, Error> {
        let (channel, text) = match who {
            Who::Profile(id) => return Person::of_profile(tx, keys, *id, None, reach).await,
            Who::Email(text) => (Channel::Email, text),
            Who::Phone(text) => (Channel::Sms, text),
        };
        let fp = keys.fingerprint(&Address::parse(channel, text)?);
        match contact::find(tx, channel, &fp).await? {
            Some(known) => Person::of_contact(tx, keys, known, reach).await,
            None => Ok(Person { addresses: vec![(channel, fp)], ..Person::default() }),
        }
    }

    async fn of_contact(
        tx: &mut Tx,
        keys: &TenantKeys,
        asked: Contact,
        reach: Reach,
    ) -> Result<Person, Error> {
        let stream = contact_stream(keys, &asked);
        let streams = profile::streams(tx, asked.profile).await?.unwrap_or_default();
        let alone = contact::of_profile(tx, asked.profile).await?.len() == 1
            && streams.iter().all(|id| *id == stream);
        if asked.class == Class::Verified || alone {
            return Person::of_profile(tx, keys, asked.profile, Some(asked), reach).await;
        }
        let kept = streams.into_iter().filter(|id| *id != stream).collect();
        let mut person = Person {
            addresses: vec![(asked.channel, asked.fp)],
            streams: vec![stream],
            survivor: Some((asked.profile, kept)),
            contacts: vec![asked],
            ..Person::default()
        };
        person.find_messages(tx).await?;
        Ok(person)
    }

    async fn of_profile(
        tx: &mut Tx,
        keys: &TenantKeys,
        id: Id,
        asked: Option<Contact>,
        reach: Reach,
    ) -> Result<Person, Error> {
        let streams = profile::streams(tx, id).await?;
        let all = contact::of_profile(tx, id).await?;
        if streams.is_none() && all.is_empty() {
            return Err(Error::NoProfile);
        }
        let mut streams = streams.unwrap_or_default();
        let any_verified = all.iter().any(|contact| contact.class == Class::Verified);
        let is_own = |contact: &Contact| {
            contact.class == Class::Verified
                || !any_verified
                || asked.as_ref().is_some_and(|asked| asked.id == contact.id)
        };
        let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_own);
        let addresses = own.iter().map(|contact| (contact.channel, contact.fp)).collect();
        let theirs: Vec<i64> = others.iter().map(|contact| contact_stream(keys, contact)).collect();
        streams.extend(own.iter().map(|contact| contact_stream(keys, contact)));
        let mut contacts = own;
        match reach {
            Reach::Own => streams.retain(|stream| !theirs.contains(stream)),
            Reach::All => {
                streams.extend(theirs);
                contacts.extend(others);
            }
        }
        streams.sort_unstable();
        streams.dedup();
        let mut profiles = vec![id];
        profiles.extend(shells(tx, id, &streams).await?);
        let mut person = Person { profiles, contacts, addresses, streams, ..Person::default() };
        person.find_messages(tx).await?;
        Ok(person)
    }

    /// Looks up the messages of the contacts and profiles.
    pub(crate) async fn find_messages(&mut self, tx: &mut Tx) -> Result<(), Error> {
        for (statement, way) in [(&MESSAGES_TO, Way::Contact), (&MESSAGES_OF, Way::Profile)] {
            let Some(ids) = self.ids(way) else { continue };
            for row in tx.query(statement, &[ids]).await? {
                self.messages.push(row.get(0)?);
            }
        }
        self.messages.sort_unstable();
        self.messages.dedup();
        Ok(())
    }

    /// The list of ids for one way of finding rows; `None` if there are none.
    pub(crate) fn ids(&self, way: Way) -> Option<Value<'static>> {
        let bytes = |id: &Id| id.0.to_vec();
        let addresses = || self.addresses.iter().map(|(_, fp)| fp.bytes().to_vec());
        let blobs: Vec<Vec<u8>> = match way {
            Way::Stream => return (!self.streams.is_empty()).then(|| Value::Ints(self.streams.clone())),
            Way::Profile => self.profiles.iter().map(bytes).collect(),
            Way::Contact => self.contacts.iter().map(|contact| bytes(&contact.id)).collect(),
            Way::Message => self.messages.iter().map(bytes).collect(),
            Way::Fingerprint => addresses().collect(),
            Way::Subject => {
                let devices = self.streams.iter().map(|stream| stream.to_be_bytes().to_vec());
                devices.chain(addresses()).chain(self.profiles.iter().map(bytes)).collect()
            }
        };
        (!blobs.is_empty()).then_some(Value::Blobs(blobs))
    }
}

/// The stream of a contact: engagement with what was sent to it.
pub(crate) fn contact_stream(keys: &TenantKeys, contact: &Contact) -> i64 {
    inbox::contact(keys, contact.id, contact.profile).id
}

/// Profiles that these streams belonged to and that have nothing left: they were merged into this one.
pub(crate) async fn shells(tx: &mut Tx, profile: Id, streams: &[i64]) -> Result<Vec<Id>, Error> {
    let mut out = Vec::new();
    for row in tx.query(&FORMER_PROFILES, params![streams.to_vec()]).await? {
        let former: Id = row.get(0)?;
        let empty = profile::streams(tx, former).await?.is_none_or(|streams| streams.is_empty());
        if former != profile && empty && contact::of_profile(tx, former).await?.is_empty() {
            out.push(former);
        }
    }
    Ok(out)
}
