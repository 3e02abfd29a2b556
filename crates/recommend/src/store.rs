//! Every statement of recommending. The kinds are Product Viewed (21), Product Added (22) and Order Completed (40).

placet_store::statements! {
    "recommend";
    tenant NEWEST = "SELECT seq FROM event WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1";
    /// When a person's events were last erased; `rights` writes it down.
    tenant ERASED_AT = "SELECT value FROM counter WHERE tenant_id = $1 AND name = 'rights.erased'";
    tenant SINCE = "SELECT seq, stream_id, at, item_id, kind, CASE WHEN kind = 40 THEN props ELSE '' END FROM event
        WHERE tenant_id = $1 AND seq > $2 AND seq <= $3 AND kind IN (21, 22, 40) ORDER BY seq LIMIT $4";
    tenant BEFORE = "SELECT seq, stream_id, at, item_id, kind, CASE WHEN kind = 40 THEN props ELSE '' END FROM event
        WHERE tenant_id = $1 AND seq <= $2 AND at >= $3 AND kind IN (21, 22, 40) ORDER BY seq DESC LIMIT $4";
    tenant ORDERED = "SELECT props FROM event
        WHERE tenant_id = $1 AND stream_id IN LIST($2) AND kind = 40 ORDER BY seq DESC LIMIT 50";
}

#[cfg(test)]
mod tests {
    use placet_core::Kind;

    #[test]
    fn the_kinds_in_the_statements_are_the_ones_meant() {
        assert_eq!(
            (Kind::PRODUCT_VIEWED, Kind::PRODUCT_ADDED, Kind::ORDER_COMPLETED),
            (Kind(21), Kind(22), Kind(40))
        );
    }
}
