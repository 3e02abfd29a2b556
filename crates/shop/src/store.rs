//! Every statement of the shop.

placet_store::statements! {
    "shop";
    /// The time of the catalogue's last change, made greater at every change: its row orders the writers.
    tenant TOUCH_CATALOGUE = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'shop.catalogue', $2)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = GREATEST(counter.value + 1, excluded.value) RETURNING value";
    tenant CATALOGUE_CHANGED_AT = "SELECT value FROM counter WHERE tenant_id = $1 AND name = 'shop.catalogue'";
    tenant PUT_ITEM = "INSERT INTO item (tenant_id, item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at, feed_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (tenant_id, item_id) DO UPDATE SET title = excluded.title, category = excluded.category,
            price_minor = excluded.price_minor, currency = excluded.currency, url = excluded.url, image_url = excluded.image_url,
            stock = excluded.stock, brand = excluded.brand, item_group = excluded.item_group, description = excluded.description,
            updated_at = excluded.updated_at,
            feed_id = CASE WHEN excluded.feed_id = 0 THEN item.feed_id ELSE excluded.feed_id END
        WHERE item.sku = excluded.sku";
    tenant ITEMS = "SELECT item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at, feed_id
        FROM item WHERE tenant_id = $1 AND item_id IN EACH LIST($2)";
    tenant ALL_ITEMS = "SELECT item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at
        FROM item WHERE tenant_id = $1 AND item_id > $2 ORDER BY item_id LIMIT $3";
    tenant CHANGED_ITEMS = "SELECT item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at
        FROM item WHERE tenant_id = $1 AND (updated_at, item_id) > ($2, $3) ORDER BY updated_at, item_id LIMIT $4";
    tenant NEWEST_ITEMS = "SELECT item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at
        FROM item WHERE tenant_id = $1 AND (updated_at, item_id) < ($2, $3) ORDER BY updated_at DESC, item_id DESC LIMIT $4";
    /// What a search looks at: all of it stands in one index.
    tenant NAMES = "SELECT updated_at, item_id, sku, title, brand
        FROM item WHERE tenant_id = $1 AND (updated_at, item_id) < ($2, $3) ORDER BY updated_at DESC, item_id DESC LIMIT $4";
    /// What a source has in stock: what a complete list must name.
    tenant IN_STOCK = "SELECT item_id, updated_at FROM item
        WHERE tenant_id = $1 AND feed_id = $2 AND item_id > $3 AND (stock IS NULL OR stock > 0) ORDER BY item_id LIMIT $4";
    tenant TAKE_OUT = "UPDATE item SET stock = 0, updated_at = $3
        WHERE tenant_id = $1 AND item_id IN LIST($2) AND updated_at <= $4 AND feed_id = $5";
    /// Numbers of feeds are never used again: items of one that is gone do not become another's.
    tenant NEXT_FEED = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'shop.feed', 1)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + 1 RETURNING value";
    tenant ADD_FEED = "INSERT INTO feed (tenant_id, feed_id, url, complete, every_minutes, created_at, next_due_at, failures, etag, last_modified,
            valid_until, stored, refused, gone, held_back, outcome)
        VALUES ($1, $2, $3, $4, $5, $6, $6, 0, '', '', 0, 0, 0, 0, 0, '')";
    tenant FEEDS = "SELECT feed_id, url, complete, every_minutes, next_due_at, failures, etag, last_modified, valid_until,
            fetched_at, loaded_at, held_since, stored, refused, gone, held_back, outcome
        FROM feed WHERE tenant_id = $1 ORDER BY feed_id";
    tenant FEED_IN_HAND = "UPDATE feed SET fetched_at = $3, next_due_at = $4 WHERE tenant_id = $1 AND feed_id = $2";
    tenant FEED_FETCHED = "UPDATE feed SET next_due_at = $3, failures = $4, etag = $5, last_modified = $6, valid_until = $7, fetched_at = $8,
            loaded_at = $9, held_since = $10, stored = $11, refused = $12, gone = $13, held_back = $14, outcome = $15
        WHERE tenant_id = $1 AND feed_id = $2";
    tenant REMOVE_FEED = "DELETE FROM feed WHERE tenant_id = $1 AND feed_id = $2";
    tenant RELEASE_ITEMS = "UPDATE item SET feed_id = 0 WHERE tenant_id = $1 AND feed_id = $2";
    /// One that stood on the contract alone since $8 becomes the stream's, with what that one says of it.
    tenant RECORD_ORDER = "INSERT INTO orders (tenant_id, order_no, stream_id, at, total_minor, currency, items, status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'completed')
        ON CONFLICT (tenant_id, order_no) DO UPDATE SET stream_id = excluded.stream_id, items = excluded.items
        WHERE orders.stream_id IS NULL AND excluded.stream_id IS NOT NULL AND orders.status = 'completed' AND orders.at > $8
            AND orders.total_minor = excluded.total_minor AND orders.currency = excluded.currency";
    tenant CLOSE_ORDER = "UPDATE orders SET status = $3 WHERE tenant_id = $1 AND order_no = $2 AND status = 'completed'";
    tenant ATTRIBUTE_ORDER = "UPDATE orders SET origin = $3, message_id = $4 WHERE tenant_id = $1 AND order_no = $2 AND origin IS NULL";
    tenant ORDER = "SELECT order_no, stream_id, at, total_minor, currency, items, status, origin, message_id
        FROM orders WHERE tenant_id = $1 AND order_no = $2";
    tenant NEWEST_ORDERS = "SELECT order_no, stream_id, at, total_minor, currency, items, status, origin, message_id
        FROM orders WHERE tenant_id = $1 AND (at, order_no) < ($2, $3) ORDER BY at DESC, order_no DESC LIMIT $4";
    tenant NEWEST_ATTRIBUTED = "SELECT order_no, stream_id, at, total_minor, currency, items, status, origin, message_id
        FROM orders WHERE tenant_id = $1 AND origin IS NOT NULL AND (at, order_no) < ($2, $3) ORDER BY at DESC, order_no DESC LIMIT $4";
    tenant NEWEST_UNATTRIBUTED = "SELECT order_no, stream_id, at, total_minor, currency, items, status, origin, message_id
        FROM orders WHERE tenant_id = $1 AND origin IS NULL AND (at, order_no) < ($2, $3) ORDER BY at DESC, order_no DESC LIMIT $4";
    tenant OF_MESSAGE = "SELECT order_no FROM orders WHERE tenant_id = $1 AND message_id = $2 ORDER BY at LIMIT 1";
}
