//! Global Privacy Control: the browser's own no (W3C, "Global Privacy Control (GPC)", section 3.2).

use axum::http::{HeaderMap, HeaderName};

const SEC_GPC: HeaderName = HeaderName::from_static("sec-gpc");

/// Whether the browser says no: one header `Sec-GPC` is exactly `1`. Every other value counts as no header at all.
pub(crate) fn refuses(headers: &HeaderMap) -> bool {
    headers.get_all(SEC_GPC).iter().any(|value| value == "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_header_that_is_exactly_one_is_a_no_and_nothing_else_is() {
        let said = |values: &[&'static str]| {
            let pairs = values.iter().map(|value| (SEC_GPC, value.parse().unwrap()));
            let mut headers = HeaderMap::new();
            pairs.for_each(|(name, value)| assert!(headers.append(name, value) || headers.len() == 1));
            refuses(&headers)
        };
        for no in [&["1"][..], &["0", "1"], &["1", "1"]] {
            assert!(said(no), "{no:?}");
        }
        for nothing in [&[][..], &["0"], &["true"], &["1, 1"], &["01"], &["1;q=1"], &[""]] {
            assert!(!said(nothing), "{nothing:?}");
        }
    }
}
