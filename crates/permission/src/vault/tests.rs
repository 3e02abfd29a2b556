//! The vault by its public doors, and by the permits only this crate can make.

use proptest::prelude::*;

use super::*;

struct TestPermit {
    tenant: TenantId,
    row: Option<Vec<u8>>,
}

impl seal::Permit for TestPermit {}

impl Opens for TestPermit {
    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn covers(&self, place: &Place<'_>) -> bool {
        place.tenant == self.tenant && self.row.as_deref().is_none_or(|row| row == place.row)
    }
}

const ONE: TenantId = TenantId(1);
const TWO: TenantId = TenantId(2);
const HERE: Place<'_> = Place { tenant: ONE, table: "contact", column: "sealed", row: b"row-1" };

fn permit(tenant: TenantId) -> TestPermit {
    TestPermit { tenant, row: None }
}

fn vault() -> Vault {
    Vault::new(&MasterKey::generate())
}

fn tenant_keys(vault: &Vault, tenant: TenantId) -> Arc<TenantKeys> {
    vault.unwrap(tenant, &vault.generate(tenant).unwrap()).unwrap()
}

fn ana() -> Plain<Address> {
    Address::email("ana@example.com").unwrap()
}

#[test]
fn a_sealed_address_opens_with_a_permit_at_its_place() {
    let keys = tenant_keys(&vault(), ONE);
    let sealed = keys.seal(&ana(), &HERE).unwrap();
    let stored = Sealed::<Address>::stored(sealed.epoch(), sealed.bytes().to_vec());
    let opened = keys.open(&permit(ONE), &stored, &HERE).unwrap();
    assert_eq!((opened.expose(), opened.channel()), ("ana@example.com", Channel::Email));

    let phone = keys.seal(&Address::phone("+40 721 234 567").unwrap(), &HERE).unwrap();
    let opened = keys.open(&permit(ONE), &phone, &HERE).unwrap();
    assert_eq!((opened.expose(), opened.channel()), ("+40721234567", Channel::Sms));
}

#[test]
fn r069_sealed_bytes_show_nothing_of_the_value_and_never_repeat() {
    let keys = tenant_keys(&vault(), ONE);
    let (one, again) = (keys.seal(&ana(), &HERE).unwrap(), keys.seal(&ana(), &HERE).unwrap());
    assert!(one.bytes() != again.bytes());
    assert!(!one.bytes().windows(4).any(|part| b"ana@example.com".windows(4).any(|plain| plain == part)));
}

#[test]
fn a_sealed_value_opens_in_no_other_tenant_table_column_row_or_type() {
    let vault = vault();
    let (one, two) = (tenant_keys(&vault, ONE), tenant_keys(&vault, TWO));
    let sealed = one.seal(&ana(), &HERE).unwrap();
    for elsewhere in [
        Place { table: "inbox", ..HERE },
        Place { column: "other", ..HERE },
        Place { row: b"row-2", ..HERE },
        Place { table: "contactsealed", column: "", ..HERE },
    ] {
        let refused = one.open(&permit(ONE), &sealed, &elsewhere).err();
        assert_eq!(refused, Some(elsewhere.unopenable()));
    }
    assert_eq!(
        one.open(&permit(ONE), &sealed, &Place { tenant: TWO, ..HERE }).err(),
        Some(VaultError::NotCovered)
    );
    assert_eq!(one.seal(&ana(), &Place { tenant: TWO, ..HERE }).err(), Some(VaultError::OtherTenant));
    let there = Place { tenant: TWO, ..HERE };
    assert_eq!(two.open(&permit(TWO), &sealed, &there).err(), Some(there.unopenable()));
    let as_text = Sealed::<Text>::stored(sealed.epoch(), sealed.bytes().to_vec());
    assert_eq!(one.open(&permit(ONE), &as_text, &HERE).err(), Some(HERE.unopenable()));
}

#[test]
fn a_permit_opens_only_what_it_covers() {
    let keys = tenant_keys(&vault(), ONE);
    let sealed = keys.seal(&ana(), &HERE).unwrap();
    assert_eq!(keys.open(&permit(TWO), &sealed, &HERE).err(), Some(VaultError::OtherTenant));
    let for_row = |row: &[u8]| TestPermit { tenant: ONE, row: Some(row.to_vec()) };
    assert_eq!(keys.open(&for_row(b"row-2"), &sealed, &HERE).err(), Some(VaultError::NotCovered));
    assert!(keys.open(&for_row(b"row-1"), &sealed, &HERE).is_ok());
}

#[test]
fn flipping_any_bit_of_a_sealed_value_or_cutting_it_is_an_error() {
    let keys = tenant_keys(&vault(), ONE);
    let sealed = keys.seal(&ana(), &HERE).unwrap();
    for bit in 0..sealed.bytes().len() * 8 {
        let mut bytes = sealed.bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(keys.open(&permit(ONE), &Sealed::<Address>::stored(1, bytes), &HERE).is_err(), "bit {bit}");
    }
    for length in 0..sealed.bytes().len() {
        let cut = Sealed::<Address>::stored(1, sealed.bytes()[..length].to_vec());
        assert_eq!(keys.open(&permit(ONE), &cut, &HERE).err(), Some(HERE.unopenable()), "{length} bytes");
    }
}

#[test]
fn after_rotation_the_newest_key_seals_and_every_key_opens() {
    let vault = vault();
    let mut rows = vault.generate(ONE).unwrap();
    let first = vault.unwrap(ONE, &rows).unwrap();
    let old = first.seal(&ana(), &HERE).unwrap();
    rows.push(vault.rotate(&first).unwrap());
    let second = vault.unwrap(ONE, &rows).unwrap();
    rows.push(vault.rotate(&second).unwrap());
    let third = vault.unwrap(ONE, &rows).unwrap();
    assert_eq!((first.newest_epoch(), second.newest_epoch(), third.newest_epoch()), (1, 2, 3));

    let new = third.seal(&ana(), &HERE).unwrap();
    assert_eq!(new.epoch(), 3);
    for sealed in [&old, &new, &third.reseal(&old, &HERE, &HERE).unwrap()] {
        assert_eq!(third.open(&permit(ONE), sealed, &HERE).unwrap().expose(), "ana@example.com");
    }
    assert_eq!(third.reseal(&old, &HERE, &HERE).unwrap().epoch(), 3);
    assert_eq!(first.open(&permit(ONE), &new, &HERE).err(), Some(VaultError::UnknownEpoch(3)));
    let renamed = Sealed::<Address>::stored(3, old.bytes().to_vec());
    assert_eq!(third.open(&permit(ONE), &renamed, &HERE).err(), Some(HERE.unopenable()));
    assert_eq!(first.fingerprint(&ana()), third.fingerprint(&ana()));
    assert_eq!(first.link_mac("click", &[b"1"]), third.link_mac("click", &[b"1"]));
    assert_eq!(first.hash128("device", &[b"1"]), third.hash128("device", &[b"1"]));
}

#[test]
fn a_value_moves_from_the_inbox_into_its_row_without_being_opened() {
    let keys = tenant_keys(&vault(), ONE);
    let inbox = Place { tenant: ONE, table: "inbox", column: "entry", row: b"entry-7" };
    let sealed = keys.seal(&Plain::text("Ana Pop".to_owned()), &inbox).unwrap();
    let moved = keys.reseal(&sealed, &inbox, &HERE).unwrap();
    assert_eq!(keys.open(&permit(ONE), &moved, &HERE).unwrap().expose(), "Ana Pop");
    assert!(keys.open(&permit(ONE), &moved, &inbox).is_err());
    assert!(keys.reseal(&sealed, &HERE, &inbox).is_err());
    assert_eq!(
        keys.reseal(&sealed, &inbox, &Place { tenant: TWO, ..HERE }).err(),
        Some(VaultError::OtherTenant)
    );
}

#[test]
fn another_master_key_is_known_by_its_check_value_and_unwraps_nothing() {
    let (vault, other) = (vault(), vault());
    assert!(vault.matches(&vault.check_value()));
    assert!(!other.matches(&vault.check_value()));
    let rows = vault.generate(ONE).unwrap();
    assert!(matches!(other.unwrap(ONE, &rows), Err(VaultError::Unwrap { .. })));
    assert!(other.keys(ONE).is_none());
}

#[test]
fn a_wrapped_key_serves_no_other_tenant_role_or_epoch() {
    let vault = vault();
    let rows = vault.generate(ONE).unwrap();
    assert!(matches!(vault.unwrap(TWO, &rows), Err(VaultError::Unwrap { .. })));
    let mut swapped = rows.clone();
    swapped[1].bytes = rows[2].bytes.clone();
    assert!(matches!(vault.unwrap(ONE, &swapped), Err(VaultError::Unwrap { role: Role::Fingerprint, .. })));
    let mut renumbered = rows.clone();
    renumbered[0].epoch = 2;
    assert!(matches!(vault.unwrap(ONE, &renumbered), Err(VaultError::Unwrap { role: Role::Data, .. })));
    for byte in 0..rows[0].bytes.len() {
        let mut changed = rows.clone();
        changed[0].bytes[byte] ^= 1;
        assert!(vault.unwrap(ONE, &changed).is_err(), "byte {byte}");
    }
}

#[test]
fn a_tenant_has_one_key_of_each_role_and_may_have_many_data_keys() {
    let vault = vault();
    let rows = vault.generate(ONE).unwrap();
    for (index, role) in Role::ALL.into_iter().enumerate() {
        assert_eq!((rows[index].role, rows[index].epoch), (role, 1));
        assert_eq!(Role::from_code(role.code()), Some(role));
        let mut without = rows.clone();
        without.remove(index);
        let missing = VaultError::MissingKey { tenant: ONE, role };
        assert_eq!(vault.unwrap(ONE, &without).err(), Some(missing));
        let twice = [rows.clone(), vec![rows[index].clone()]].concat();
        let unexpected = VaultError::UnexpectedKey { tenant: ONE, role, epoch: 1 };
        assert_eq!(vault.unwrap(ONE, &twice).err(), Some(unexpected));
    }
    let mut second = rows.clone();
    second.push(WrappedKey { epoch: 2, ..rows[1].clone() });
    assert!(matches!(vault.unwrap(ONE, &second), Err(VaultError::UnexpectedKey { .. })));
}

#[test]
fn unwrapped_keys_stay_loaded_until_forgotten() {
    let vault = vault();
    assert!(vault.keys(ONE).is_none());
    let keys = tenant_keys(&vault, ONE);
    assert!(Arc::ptr_eq(&keys, &vault.keys(ONE).unwrap()));
    assert!(vault.keys(TWO).is_none());
    vault.forget(ONE);
    assert!(vault.keys(ONE).is_none());
}

#[test]
fn r117_a_fingerprint_finds_an_address_again_but_at_no_other_tenant() {
    let vault = vault();
    let (one, two) = (tenant_keys(&vault, ONE), tenant_keys(&vault, TWO));
    let typed_again = Address::email(" ANA@Example.COM ").unwrap();
    assert_eq!(one.fingerprint(&ana()), one.fingerprint(&typed_again));
    assert_ne!(one.fingerprint(&ana()), one.fingerprint(&Address::email("ana@example.org").unwrap()));
    assert_ne!(one.fingerprint(&ana()), two.fingerprint(&ana()));
    assert_eq!(vault.platform_fingerprint(&ana()), vault.platform_fingerprint(&typed_again));
    assert_ne!(vault.platform_fingerprint(&ana()).bytes(), one.fingerprint(&ana()).bytes());
    let stored = Fingerprint::from_bytes(one.fingerprint(&ana()).bytes());
    assert_eq!(stored, Some(one.fingerprint(&ana())));
    assert_eq!(Fingerprint::from_bytes(&[0; 31]), None);
}

#[test]
fn a_fingerprint_in_a_log_shows_four_digits() {
    let fingerprint = Fingerprint::from_bytes(&[0xab; 32]).unwrap();
    assert_eq!(format!("{fingerprint:?}"), "Fingerprint(abab…)");
}

#[test]
fn a_link_holds_its_mac_and_no_other_link_does() {
    let vault = vault();
    let (one, two) = (tenant_keys(&vault, ONE), tenant_keys(&vault, TWO));
    let mac = one.link_mac("click", &[b"message", b"3"]);
    assert!(one.link_mac_matches("click", &[b"message", b"3"], &mac));
    for (label, parts) in [
        ("click", &[&b"message"[..], b"4"][..]),
        ("click", &[b"message3"]),
        ("click", &[b"message3", b""]),
        ("click", &[b"3", b"message"]),
        ("confirm", &[b"message", b"3"]),
    ] {
        assert!(!one.link_mac_matches(label, parts, &mac));
    }
    assert!(!two.link_mac_matches("click", &[b"message", b"3"], &mac));
    assert!(!one.link_mac_matches("click", &[b"message", b"3"], &mac[..15]));
    assert!(!one.link_mac_matches("click", &[b"message", b"3"], &[]));
}

#[test]
fn stable_ids_repeat_at_one_tenant_and_differ_between_labels_and_tenants() {
    let vault = vault();
    let (one, two) = (tenant_keys(&vault, ONE), tenant_keys(&vault, TWO));
    let key = one.stream_key("device", &[b"abc"]);
    assert_eq!(key, one.stream_key("device", &[b"abc"]));
    assert_eq!(key.id, one.hash63("device", &[b"abc"]));
    for other in [
        one.stream_key("user", &[b"abc"]),
        one.stream_key("device", &[b"a", b"bc"]),
        two.stream_key("device", &[b"abc"]),
    ] {
        assert!(key.id != other.id && key.check != other.check);
    }
    assert_ne!(one.hash128("device", &[b"abc"]), two.hash128("device", &[b"abc"]));
}

#[test]
fn hashes_are_those_of_the_standards() {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    // FIPS 180-4, the example "abc"; RFC 4231, test case 2.
    assert_eq!(hex(&digest(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let mac = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
    assert_eq!(hex(&mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert!(same(&mac, &mac) && !same(&mac, &mac[..31]) && !same(&mac, &[0; 32]));
    assert_ne!(random::<16>(), random::<16>());
}

/// Text that is sometimes an address: pieces of addresses, strung together, with anything in between.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("ana".to_owned()),
        Just("Ana".to_owned()),
        Just("@".to_owned()),
        Just(".".to_owned()),
        Just("example".to_owned()),
        Just("COM".to_owned()),
        Just("Bücher".to_owned()),
        Just("xn--".to_owned()),
        Just("+".to_owned()),
        Just("40721234567".to_owned()),
        Just("(0)".to_owned()),
        Just(" ".to_owned()),
        Just("ß".to_owned()),
        Just("İ".to_owned()),
        Just("-".to_owned()),
        "\\PC{0,3}",
        any::<char>().prop_map(String::from),
    ];
    prop_oneof![
        4 => proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()),
        3 => "[ ]?[a-bA-B.+]{1,3}@[a-bA-BüÜß\u{308}。-]{1,4}[.。][a-bA-B]{1,3}[ ]?",
        3 => "[+][ ]?[1-2(][0-2 ().-]{6,18}",
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(text in typed()) {
        for channel in Channel::ALL {
            if let Ok(once) = Address::parse(channel, &text) {
                let twice = Address::parse(channel, once.expose());
                prop_assert_eq!(twice.ok().map(|plain| plain.expose().to_owned()), Some(once.expose().to_owned()));
                prop_assert!(once.expose().bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()));
                prop_assert!(once.expose().len() <= 254);
            }
        }
    }

    #[test]
    fn fingerprints_are_equal_exactly_when_the_normalised_addresses_are(a in typed(), b in typed()) {
        let keys = tenant_keys(&vault(), ONE);
        for (one, other) in [(&a, &b), (&a, &a)] {
            for (first, second) in [(Channel::Email, Channel::Email), (Channel::Sms, Channel::Sms), (Channel::Email, Channel::Sms)] {
                if let (Ok(one), Ok(other)) = (Address::parse(first, one), Address::parse(second, other)) {
                    let equal = first == second && one.expose() == other.expose();
                    prop_assert_eq!(keys.fingerprint(&one) == keys.fingerprint(&other), equal);
                }
            }
        }
    }

    #[test]
    fn whatever_is_sealed_opens_as_itself(text in any::<String>(), row in any::<Vec<u8>>()) {
        let keys = tenant_keys(&vault(), ONE);
        let place = Place { row: &row, ..HERE };
        let sealed = keys.seal(&Plain::text(text.clone()), &place).unwrap();
        prop_assert_eq!(sealed.bytes().len(), text.len() + 28);
        let opened = keys.open(&permit(ONE), &sealed, &place).unwrap();
        prop_assert_eq!(opened.expose(), text);
    }
}
