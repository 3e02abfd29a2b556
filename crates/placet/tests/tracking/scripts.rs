//! What a shop's page loads from the tracker: the SDK and the consent banner.

use placet_store::testing::On;

use crate::house::House;

#[tokio::test]
async fn any_page_may_load_the_sdk_and_the_banner() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    for (name, mark) in [("placet", "/v1/"), ("banner", "cookie-choices")] {
        let answer = house.page(&shop, "GET", &format!("/sdk/v1/{name}.js"), "").await;
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(answer.header("set-cookie"), "", "loading it sets nothing");
        assert!(answer.text.contains(mark), "{name} is not the real one: build it with `cargo xtask web`");
    }
}
