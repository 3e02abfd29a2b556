//! Every statement of the shop.

placet_store::statements! {
    "shop";
    /// The time of the catalogue's last change, made greater at every change: its row orders the writers.
    tenant TOUCH_CATALOGUE = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'shop.catalogue', $2)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = GREATEST(counter.value + 1, excluded.value) RETURNING value";
    tenant CATALOGUE_CHANGED_AT = "SELECT value FROM counter WHERE tenant_id = $1 AND name = 'shop.catalogue'";
    tenant SKUS = "SELECT item_id, sku FROM item WHERE tenant_id = $1 AND item_id IN EACH LIST($2)";
    tenant PUT_ITEM = "INSERT INTO item (tenant_id, item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (tenant_id, item_id) DO UPDATE SET title = excluded.title, category = excluded.category,
            price_minor = excluded.price_minor, currency = excluded.currency, url = excluded.url, image_url = excluded.image_url,
            stock = excluded.stock, brand = excluded.brand, item_group = excluded.item_group, description = excluded.description,
            updated_at = excluded.updated_at
        WHERE item.sku = excluded.sku";
    tenant ITEMS = "SELECT item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at
        FROM item WHERE tenant_id = $1 AND item_id IN EACH LIST($2)";
    tenant ALL_ITEMS = "SELECT item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at
        FROM item WHERE tenant_id = $1 AND item_id > $2 ORDER BY item_id LIMIT $3";
    tenant CHANGED_ITEMS = "SELECT item_id, sku, title, category, price_minor, currency, url, image_url, stock,
            brand, item_group, description, updated_at
        FROM item WHERE tenant_id = $1 AND (updated_at, item_id) > ($2, $3) ORDER BY updated_at, item_id LIMIT $4";
    tenant RECORD_ORDER = "INSERT INTO orders (tenant_id, order_no, stream_id, at, total_minor, currency, items, status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'completed') ON CONFLICT (tenant_id, order_no) DO NOTHING";
    tenant CLOSE_ORDER = "UPDATE orders SET status = $3 WHERE tenant_id = $1 AND order_no = $2 AND status = 'completed'";
    tenant ATTRIBUTE_ORDER = "UPDATE orders SET origin = $3, message_id = $4 WHERE tenant_id = $1 AND order_no = $2 AND origin IS NULL";
    tenant ORDER = "SELECT order_no, stream_id, at, total_minor, currency, items, status, origin, message_id
        FROM orders WHERE tenant_id = $1 AND order_no = $2";
}
