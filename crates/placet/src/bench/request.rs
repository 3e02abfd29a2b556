//! The bytes of a tracking request as a browser's SDK sends them, 700 for each event; device and message id are filled in anew each time.

use placet_core::Micros;

use super::stock::{Shop, mixed};

/// Bytes of one event's JSON.
pub(super) const EVENT: usize = 700;
/// Characters of an id.
const ID: usize = 36;

/// A request with places for ids.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) bytes: Vec<u8>,
    places: Vec<Place>,
}

/// Where in the bytes an event's ids stand.
#[derive(Clone, Copy)]
struct Place {
    device: usize,
    message: usize,
}

impl Request {
    /// One event: `POST /v1/t`, or any other path that takes the same bytes.
    pub(super) fn single(shop: &Shop, path: &str, now: Micros) -> Request {
        let mut body = Request { bytes: Vec::new(), places: Vec::new() };
        body.event(now, &format!(r#","writeKey":"{}"}}"#, shop.write_key));
        body.posted(path, &shop.host)
    }

    /// So many events: `POST /v1/batch`.
    pub(super) fn batch(shop: &Shop, events: usize, now: Micros) -> Request {
        let mut body = Request { bytes: br#"{"batch":["#.to_vec(), places: Vec::new() };
        for number in 0..events {
            if number > 0 {
                body.bytes.push(b',');
            }
            body.event(now, "}");
        }
        body.text(&format!(r#"],"writeKey":"{}","sentAt":"{now}"}}"#, shop.write_key));
        body.posted("/v1/batch", &shop.host)
    }

    /// How many events it holds.
    pub(super) fn events(&self) -> usize {
        self.places.len()
    }

    /// Fills in a device drawn by lot and message ids that begin at `number`, which none has had before.
    pub(super) fn renew(&mut self, number: u64, devices: &[String]) {
        for (place, number) in self.places.iter().zip(number..) {
            let device = &devices[mixed(number) as usize % devices.len()];
            self.bytes[place.device..place.device + ID].copy_from_slice(device.as_bytes());
            for digit in 0..16 {
                self.bytes[place.message + digit] =
                    b"0123456789abcdef"[(number >> (60 - 4 * digit) & 15) as usize];
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A product view, brought to [`EVENT`] bytes by the length of its page's title.
    fn event(&mut self, now: Micros, end: &str) {
        let start = self.bytes.len();
        self.text(&format!(
            r#"{{"timestamp":"{now}","type":"track","event":"Product Viewed","properties":{{"product_id":"SHOE-1042","sku":"S-1042-42","category":"Shoes","price":89.9,"currency":"EUR"}},"context":{{"page":{{"path":"/p/shoe-1042","referrer":"https://search.example/","url":"https://shop.example/p/shoe-1042"}},"locale":"en-US","timezone":"Europe/Bucharest","library":{{"name":"analytics.js","version":"1.84.3"}},"userAgent":""#
        ));
        let padding = self.bytes.len();
        self.text(r#""},"messageId":""#);
        let message = self.bytes.len();
        self.text(&"0".repeat(ID));
        self.text(r#"","anonymousId":""#);
        let device = self.bytes.len();
        self.text(&"0".repeat(ID));
        self.text(r#"","userId":null"#);
        self.text(end);
        let missing = EVENT.saturating_sub(self.bytes.len() - start);
        self.bytes.splice(padding..padding, std::iter::repeat_n(b'M', missing));
        self.places.push(Place { device: device + missing, message: message + missing });
    }

    /// Puts the head of a POST in front.
    fn posted(mut self, path: &str, host: &str) -> Request {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
            self.bytes.len()
        );
        for place in &mut self.places {
            place.device += head.len();
            place.message += head.len();
        }
        self.bytes.splice(0..0, head.into_bytes());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::stock;
    use placet_core::TenantId;

    fn shop() -> Shop {
        let devices = (0..100).map(stock::device).collect();
        Shop {
            id: TenantId(1),
            host: "a.bench.example".into(),
            write_key: format!("wk_{}", "0".repeat(40)),
            devices,
        }
    }

    fn body(request: &Request) -> serde_json::Value {
        let text = std::str::from_utf8(&request.bytes).unwrap();
        serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    #[test]
    fn one_event_is_700_bytes_and_names_a_device_of_the_shop() {
        let shop = shop();
        let mut request = Request::single(&shop, "/v1/t", Micros(1_780_308_000_000_000));
        request.renew(0xabc, &shop.devices);
        let body = body(&request);
        assert_eq!(body.to_string().len(), EVENT);
        assert!(shop.devices.iter().any(|device| body["anonymousId"] == device.as_str()));
        assert_eq!(body["messageId"], format!("{:016x}{}", 0xabc, "0".repeat(20)));
    }

    #[test]
    fn the_events_of_a_batch_have_ids_of_their_own() {
        let shop = shop();
        let mut request = Request::batch(&shop, 100, Micros(1_780_308_000_000_000));
        request.renew(500, &shop.devices);
        let body = body(&request);
        let ids: std::collections::HashSet<String> =
            body["batch"].as_array().unwrap().iter().map(|event| event["messageId"].to_string()).collect();
        assert_eq!(ids.len(), 100);
        assert_eq!(body["batch"][7].to_string().len(), EVENT);
    }
}
