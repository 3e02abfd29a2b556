use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use placet_core::Currency;

use super::*;
use crate::item::ItemInput;

#[derive(Default)]
struct All(Vec<Listed>);

impl Sink for All {
    fn put(&mut self, listed: Listed) -> bool {
        self.0.push(listed);
        true
    }
}

/// What was read, what was refused as `line field`, and where the reading broke off.
#[derive(Debug, Default)]
struct Done {
    items: Vec<ItemInput>,
    refused: Vec<String>,
    broke_off: Option<Break>,
    until: Option<Micros>,
}

impl Done {
    fn skus(&self) -> Vec<&str> {
        self.items.iter().map(|item| item.sku.as_str()).collect()
    }
}

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn run(bytes: &[u8]) -> Done {
    let reading = Reading {
        now: Micros(1_780_308_000_000_000),
        zone: TimeZone::UTC,
        currency: Currency::EUR,
        shop: Url::parse("https://shop.example").ok(),
    };
    let mut all = All::default();
    let broke_off = read(file(bytes), &reading, &mut all).err();
    let mut done = Done { broke_off, ..Done::default() };
    for listed in all.0 {
        done.until = [done.until, listed.until].into_iter().flatten().min();
        match listed.item {
            Ok(item) => done.items.push(item),
            Err(bad) => done.refused.push(format!("{} {} {}", listed.place.line, bad.sku, bad.fault.0)),
        }
    }
    done
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const HALF_BROKEN: &[u8] = include_bytes!("../../tests/feeds/half-broken.xml");

#[test]
fn a_wild_feed_gives_what_is_good_and_the_line_of_what_is_not() {
    let done = run(HALF_BROKEN);
    assert_eq!(done.broke_off, None);
    assert_eq!(done.skus(), ["run-01", "", "run-03", "run-04", "run-05", "run-03"]);
    assert_eq!(done.refused, ["27 run-02 price", "34 run-06 availability"]);
    let first = &done.items[0];
    assert_eq!((first.title.as_str(), first.price.as_str()), ("Aria Road 3 & friends", "999.00"));
    assert_eq!(first.category, "Shoes > Running");
    assert_eq!((first.url.as_str(), first.stock), ("https://shop.example/p/run-01?a=1&b=2", Some(7)));
    assert_eq!((first.brand.as_str(), first.item_group.as_str()), ("Aria", "aria-road"));
    let preorder = &done.items[2];
    assert_eq!((preorder.stock, preorder.category.as_str()), (None, "Apparel > Shoes"));
    assert_eq!(preorder.url, "https://shop.example/p/run-03?a=1&b=2");
    assert_eq!(done.items[3].stock, Some(0));
    assert_eq!(done.until, Some(Micros(1_780_434_000_000_000)), "the sale ends at 2026-06-02T21:00Z");
}

#[test]
fn no_entity_of_a_document_type_is_expanded_and_nothing_is_fetched() {
    let text = run(HALF_BROKEN).items.remove(0).description;
    assert!(text.contains("&shop;") && text.contains("&file;") && !text.contains("Canary"), "{text}");
    let mut laughs = String::from("<!DOCTYPE rss [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{n} \"&a{0};&a{0};\">", n - 1));
    }
    laughs.push_str(
        "]><rss><channel><item><id>a</id><title>&a29;</title><price>1</price></item></channel></rss>",
    );
    assert_eq!(run(laughs.as_bytes()).items[0].title, "&a29;");
}

#[test]
fn namespaces_count_and_not_prefixes() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://base.google.com/ns/1.0" xmlns:g="urn:else"><title>Shop</title>
        <entry><x:id>a</x:id><title>A</title><link rel="self" href="https://shop.example/feed"/><link href="https://shop.example/a?x=1&amp;y=2"/>
        <g:price>1 EUR</g:price><x:price>2 EUR</x:price></entry></feed>"#;
    let item = run(atom.as_bytes()).items.remove(0);
    assert_eq!(
        (item.sku.as_str(), item.price.as_str(), item.url.as_str()),
        ("a", "2", "https://shop.example/a?x=1&y=2")
    );
    let undeclared =
        "<rss><channel><item><g:id>b</g:id><title>B</title><g:price>3 EUR</g:price></item></channel></rss>";
    assert_eq!(run(undeclared.as_bytes()).items[0].price, "3");
}

#[test]
fn a_feed_that_breaks_off_anywhere_gives_the_items_before_and_says_so() {
    let whole = run(HALF_BROKEN);
    let last = HALF_BROKEN.len() - "</rss>\n".len();
    for end in (0..=last).step_by(7) {
        let done = run(&HALF_BROKEN[..end]);
        assert!(done.broke_off.is_some(), "cut at {end}");
        assert_eq!(done.items, whole.items[..done.items.len()], "cut at {end}");
    }
    let packed = gzip(HALF_BROKEN);
    let done = run(&packed[..packed.len() - 200]);
    assert!(done.broke_off.is_some() && !done.items.is_empty(), "{done:?}");
    let crossed =
        b"<rss><channel><item><id>a</id><price>1</price></item><item><id>b</price></item></channel></rss>";
    let done = run(crossed);
    assert_eq!((done.skus(), done.broke_off.as_ref().unwrap().reason), (vec!["a"], "is not well-formed XML"));
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    for (bytes, reason) in [
        (&b""[..], "is empty"),
        (b"<!doctype html><html><body>Be back soon</body></html>", "is a page (HTML) and no feed"),
        (
            b"Be back soon",
            "the first line must name the columns, among them id (or sku), title, price and link",
        ),
        (b"{\"items\":", "is not well-formed JSON"),
        (b"[]", "must be a list `items`, in an object"),
    ] {
        let done = run(bytes);
        assert_eq!((done.items.len(), done.broke_off.unwrap().reason), (0, reason));
    }
}

#[test]
fn nothing_is_endless() {
    let zeros = vec![b' '; 1024 * 1024];
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..=256 {
        bomb.write_all(&zeros).unwrap();
    }
    assert_eq!(run(&bomb.finish().unwrap()).broke_off.unwrap().reason, "is larger than 256 MB unpacked");
    let endless = [
        b"<rss><channel><item><title>",
        vec![b'a'; 3_000_000].as_slice(),
        b"</title></item></channel></rss>",
    ]
    .concat();
    assert_eq!(run(&endless).broke_off.unwrap().reason, "an element is larger than 1 MB");
    let deep = "<a>".repeat(100_000);
    assert_eq!(run(deep.as_bytes()).broke_off.unwrap().reason, "elements stand too deep in one another");
    let quote = [b"id,price\n1,\"", vec![b'\n'; 3_000_000].as_slice()].concat();
    assert!(run(&quote).broke_off.unwrap().reason.starts_with("a row is larger than 1 MB"));
}

#[test]
fn tables_are_read_whatever_stands_between_their_columns() {
    let tsv = "\u{feff}id\ttitle\tlink\timage link\tprice\tavailability\titem group id\r\n\
               a\tShoe; red, new\thttps://shop.example/a\thttps://shop.example/a.jpg\t19.90 EUR\tin stock\tg\r\n";
    let semicolons = "SKU;Name;URL;Price;Stock\na;\"Shoe; red, new\";https://shop.example/a;19,90;3.0\nb;x;y;1,5;many\nc;x;y;2;1;9\nd;x";
    let item = run(tsv.as_bytes()).items.remove(0);
    assert_eq!(
        (item.sku.as_str(), item.title.as_str(), item.price.as_str()),
        ("a", "Shoe; red, new", "19.90")
    );
    assert_eq!((item.item_group.as_str(), item.image_url.as_str()), ("g", "https://shop.example/a.jpg"));
    let done = run(semicolons.as_bytes());
    assert_eq!(
        (done.skus(), done.items[0].stock, done.items[0].price.as_str()),
        (vec!["a"], Some(3), "19.90")
    );
    assert_eq!(done.refused, ["3 b quantity", "4 c row"]);
    assert_eq!(done.broke_off, Some(Break { line: 5, reason: "ends in the middle of a row" }));
}

#[test]
fn exports_of_shopify_and_woocommerce_are_understood() {
    let shopify = "Handle,Title,Body (HTML),Vendor,Product Category,Type,Published,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src,Status\n\
        aria,Aria Road,<p>Light</p>,Aria,Apparel > Shoes,Running,true,41,a-41,shopify,0,deny,119.90,https://cdn.example/a.jpg,active\n\
        aria,,,,,,,42,a-42,,0,deny,119.90,,\n\
        aria,,,,,,,,,,,,,https://cdn.example/b.jpg,\n\
        old,Old,,,,,true,,o-1,shopify,1,continue,5.00,,draft\n";
    let done = run(shopify.as_bytes());
    assert_eq!((done.skus(), done.refused.len()), (vec!["a-41", "a-42"], 0));
    let second = &done.items[1];
    assert_eq!(
        (second.title.as_str(), second.brand.as_str(), second.category.as_str()),
        ("Aria Road", "Aria", "Running")
    );
    assert_eq!(
        (second.url.as_str(), second.item_group.as_str()),
        ("https://shop.example/products/aria", "aria")
    );
    assert_eq!((done.items[0].stock, second.stock), (Some(0), None));
    let woo = "ID,Type,SKU,Name,Published,Short description,In stock?,Stock,Sale price,Regular price,Categories,Images,Parent,Date sale price ends\n\
        7,simple,w-7,Hat,1,A hat,1,,9.50,12,\"Hats, Sale\",\"https://cdn.example/7.jpg, https://cdn.example/7b.jpg\",,2026-06-30\n\
        8,variable,w-8,Shirt,1,,1,,,,Shirts,,,\n9,simple,,Cap,1,,backorder,0,,5,Hats,,,\n10,simple,w-10,Hidden,0,,1,,,5,Hats,,,\n";
    let done = run(woo.as_bytes());
    assert_eq!((done.skus(), done.refused.len()), (vec!["w-7", "9"], 0));
    let hat = &done.items[0];
    assert_eq!(
        (hat.price.as_str(), hat.category.as_str(), hat.image_url.as_str()),
        ("9.50", "Hats", "https://cdn.example/7.jpg")
    );
    assert_eq!((hat.url.as_str(), done.items[1].stock), ("https://shop.example/?p=7", None));
}

#[test]
fn every_usual_encoding_is_read_and_wrong_declarations_do_no_harm() {
    let text = "id,title,price\n1,Größe,5\n";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let declared = "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><rss><item><id>1</id><title>Ştiinţă</title><price>5</price></item></rss>";
    let latin2 = encoding_rs::ISO_8859_2.encode(declared).0.into_owned();
    for (bytes, title) in [
        (text.as_bytes().to_vec(), "Größe"),
        (utf16, "Größe"),
        (windows, "Größe"),
        (gzip(&gzip(text.as_bytes())), "Größe"),
        (latin2, "Ştiinţă"),
        (declared.as_bytes().to_vec(), "Ştiinţă"),
    ] {
        assert_eq!(run(&bytes).items[0].title, title);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn no_bytes_make_a_reader_panic(
        any: Vec<u8>,
        xml in "<rss>(<item>|</item>|<g:id>|</g:id>|<price>|<!\\[CDATA\\[|]]>|<!--|-->|&#x1;|&lt;|&|<a b='|'/>|é|<\\?x|\\?>){0,25}",
        table in "(id|sku|handle|variant_price|regular_price|price)([,;\t\n\"]|price|title|5|é){0,30}",
        at in 0..HALF_BROKEN.len(),
        byte: u8,
    ) {
        let mut bent = HALF_BROKEN.to_vec();
        bent[at] = byte;
        for bytes in [any.clone(), gzip(&any), xml.into_bytes(), table.into_bytes(), bent] {
            run(&bytes);
        }
    }
}
