//! A tenant's brand: the colour and the logo of the pages that its people see.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use placet_core::Colour;
use placet_edge::pages::{self, Shades};
use placet_edge::picture::{self, Kind};
use placet_edge::{FieldError, Json, Problem, Query};
use placet_permission::vault::digest;
use placet_store::tenants::{self, Brand, Logo};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::actions::{SettingsEdit, SettingsRead};
use crate::audit::Change;
use crate::{Action, Error, IfMatch, May, TenantPath, Versioned};

/// The largest logo, in bytes: it comes with each first page that somebody opens.
const LARGEST: usize = 200 * 1024;
/// The widest and highest, in pixels: a small file may hold a picture that fills a phone's memory.
const LONGEST: u32 = 2_000;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(show, change))
        .routes(routes!(put_logo, drop_logo))
        .routes(routes!(shades))
}

/// How a tenant's pages look.
#[derive(Serialize, ToSchema)]
struct ShownBrand {
    /// The colour that was picked, such as `#17614a`; nothing: the program's own.
    accent: Option<String>,
    /// The logo; nothing: the company's name.
    logo: Option<ShownLogo>,
}

/// A tenant's logo.
#[derive(Serialize, ToSchema)]
struct ShownLogo {
    /// Where it is, for everybody.
    url: String,
    /// In pixels.
    width: i64,
    /// In pixels.
    height: i64,
}

/// What of a brand is chosen.
#[derive(Deserialize, ToSchema)]
struct ChosenColour {
    /// A colour such as `#17614a`; nothing: the program's own.
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    accent: Option<String>,
}

/// What pages use of a colour, so that they can be read: where it is light, and where it is dark.
#[derive(Serialize, ToSchema)]
struct BrandShades {
    /// On a light page.
    light: ShownShades,
    /// On a dark page.
    dark: ShownShades,
}

/// Colours such as `#17614a`.
#[derive(Serialize, ToSchema)]
struct ShownShades {
    /// Links and buttons.
    accent: String,
    /// Text on a button.
    on_accent: String,
    /// Behind what is marked.
    soft: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfColour {
    /// The colour, such as `#17614a`; without it the program's own.
    accent: Option<String>,
}

/// How a tenant's pages look.
#[utoipa::path(get, path = "/api/tenants/{tenant}/brand", tag = "settings", params(TenantPath),
    responses((status = 200, body = ShownBrand, headers(("ETag" = String)))), security(("session" = ["settings:read"])))]
async fn show(State(api): State<Api>, may: May<SettingsRead>) -> Result<Versioned<ShownBrand>, Problem> {
    seen(&api, &may).await.map(Seen::shown)
}

/// Change a tenant's colour.
#[utoipa::path(put, path = "/api/tenants/{tenant}/brand", tag = "settings", request_body = ChosenColour,
    params(TenantPath, ("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 200, body = ShownBrand, headers(("ETag" = String)))), security(("session" = ["settings:edit"])))]
async fn change(
    State(api): State<Api>,
    may: May<SettingsEdit>,
    version: IfMatch,
    Json(wanted): Json<ChosenColour>,
) -> Result<Versioned<ShownBrand>, Problem> {
    let colour = wanted.accent.as_deref().map(colour).transpose()?;
    let accent = colour.map(|colour| colour.to_string()).unwrap_or_default();
    let mut stands = seen(&api, &may).await?;
    version.require(&stands.version())?;
    let brand = &stands.brand;
    let changed = transaction!(may.tenant(api.store()), "access.set_accent", |tx| {
        let changed = tenants::set_accent(tx, may.tenant_id(), brand, &accent).await?;
        if changed && brand.accent != accent {
            let [from, to] =
                [&brand.accent, &accent].map(|text| Some(text.as_str()).filter(|text| !text.is_empty()));
            may.record_changes(tx, "brand", &[Change::of("accent", from, to)]).await?;
        }
        Ok::<_, Error>(changed)
    })?;
    stands.brand.accent = accent;
    if changed { Ok(stands.shown()) } else { Err(Problem::stale()) }
}

/// Set a tenant's logo: the bytes of a picture. What it is said to be counts for nothing; SVG is refused, which can hold a script.
#[utoipa::path(put, path = "/api/tenants/{tenant}/brand/logo", tag = "settings", params(TenantPath),
    request_body(content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/gif"), (Vec<u8> = "image/webp")),
        description = "At most 200 KB, 2,000 by 2,000 pixels, and nothing that moves"),
    responses((status = 200, body = ShownBrand, headers(("ETag" = String)))), security(("session" = ["settings:edit"])))]
async fn put_logo(
    State(api): State<Api>,
    may: May<SettingsEdit>,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Versioned<ShownBrand>, Problem> {
    let bytes = sent.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::bad_request("logo", "broke off"),
    })?;
    let logo = checked(&bytes).map_err(|reason| Problem::bad_request("logo", reason))?;
    set(&api, &may, Some((&logo, &bytes))).await
}

/// Take a tenant's logo away: its pages show its name.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/brand/logo", tag = "settings", params(TenantPath),
    responses((status = 200, body = ShownBrand, headers(("ETag" = String)))), security(("session" = ["settings:edit"])))]
async fn drop_logo(State(api): State<Api>, may: May<SettingsEdit>) -> Result<Versioned<ShownBrand>, Problem> {
    set(&api, &may, None).await
}

/// What pages would use of a colour.
#[utoipa::path(get, path = "/api/tenants/{tenant}/brand/shades", tag = "settings", params(TenantPath, OfColour),
    responses((status = 200, body = BrandShades)), security(("session" = ["settings:read"])))]
async fn shades(
    _: May<SettingsRead>,
    of: Result<Query<OfColour>, Problem>,
) -> Result<axum::Json<BrandShades>, Problem> {
    let asked = of?.0.accent.as_deref().map(colour).transpose()?;
    let (light, dark) = asked.map_or_else(pages::own_shades, pages::shades);
    Ok(axum::Json(BrandShades { light: light.into(), dark: dark.into() }))
}

fn colour(text: &str) -> Result<Colour, Problem> {
    let wrong = || Problem::invalid(vec![FieldError::new("accent", "must be a colour such as #17614a")]);
    Colour::parse(text).ok_or_else(wrong)
}

/// A logo that pages can show, by its bytes; or what is wrong with it.
fn checked(bytes: &[u8]) -> Result<Logo, &'static str> {
    if bytes.is_empty() {
        return Err("is empty");
    }
    if bytes.len() > LARGEST {
        return Err("must be at most 200 KB");
    }
    let head = picture::head(bytes).ok_or("must be a PNG, JPEG, GIF or WebP picture")?;
    if head.width > LONGEST || head.height > LONGEST {
        return Err("must be at most 2,000 by 2,000 pixels");
    }
    if head.moves {
        // WCAG 2.2, success criterion 2.2.2: what moves must be stopped by its reader, and nothing on these pages can be.
        return Err("must not move");
    }
    let print: String = digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let name = format!("logo-{print}.{}", Kind::ending(head.kind));
    Ok(Logo { name, width: i64::from(head.width), height: i64::from(head.height) })
}

async fn set(
    api: &Api,
    may: &May<SettingsEdit>,
    logo: Option<(&Logo, &[u8])>,
) -> Result<Versioned<ShownBrand>, Problem> {
    let mut stands = seen(api, may).await?;
    let brand = &stands.brand;
    let changed = transaction!(may.tenant(api.store()), "access.set_logo", |tx| {
        let changed = tenants::set_logo(tx, may.tenant_id(), brand, logo).await?;
        if changed && brand.logo.as_ref() != logo.map(|(logo, _)| logo) {
            let from = brand.logo.as_ref().map(|logo| logo.name.as_str());
            let to = logo.map(|(logo, _)| logo.name.as_str());
            may.record_changes(tx, "brand", &[Change::of("logo", from, to)]).await?;
        }
        Ok::<_, Error>(changed)
    })?;
    stands.brand.logo = logo.map(|(logo, _)| logo.clone());
    if changed { Ok(stands.shown()) } else { Err(Problem::stale()) }
}

/// A brand as it stands, and where its pages are.
struct Seen {
    brand: Brand,
    public_url: String,
}

async fn seen<A: Action>(api: &Api, may: &May<A>) -> Result<Seen, Problem> {
    let mut tx = may.tenant(api.store()).read("access.brand").await?;
    let settings = tenants::settings(&mut tx, may.tenant_id()).await?.ok_or_else(Problem::not_found)?;
    Ok(Seen { brand: settings.record.brand, public_url: settings.record.public_url })
}

impl Seen {
    fn version(&self) -> String {
        format!("{}/{}", self.brand.accent, self.brand.logo_name())
    }

    fn shown(self) -> Versioned<ShownBrand> {
        let version = self.version();
        let Brand { accent, logo } = self.brand;
        let public_url = self.public_url;
        let logo = logo.map(|logo| ShownLogo {
            url: format!("{public_url}/brand/{}", logo.name),
            width: logo.width,
            height: logo.height,
        });
        Versioned(version, ShownBrand { accent: Some(accent).filter(|accent| !accent.is_empty()), logo })
    }
}

impl From<Shades> for ShownShades {
    fn from(shades: Shades) -> ShownShades {
        ShownShades {
            accent: shades.accent.to_string(),
            on_accent: shades.on_accent.to_string(),
            soft: shades.soft.to_string(),
        }
    }
}
