//! The pages: one file each, with its handlers, and what they share: cookies, the lock, forms, guards, headers. Handlers
//! parse, call one verb of auth, answer. May import auth, texts, config, clock; must not know store or SQL.

pub mod admin;
pub mod announce;
pub mod asked;
pub mod assets;
pub mod belief;
pub mod catchers;
pub mod client;
pub mod confirm;
pub mod content;
pub mod cookie;
pub mod dashboard;
pub mod doctor;
pub mod email;
pub mod faults;
pub mod flat;
pub mod flow;
pub mod forgot;
pub mod forms;
pub mod guards;
pub mod headers;
pub mod health;
pub mod history;
pub mod join;
pub mod kept;
pub mod link;
pub mod lock;
pub mod login;
pub mod logout;
pub mod next;
pub mod not_me;
pub mod page;
pub mod providers;
pub mod refusal;
pub mod register;
pub mod reset;
pub mod retry;
pub mod servers;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod tokens;

use std::sync::Arc;

use rocket::fairing::AdHoc;
use rocket::http::Cookie;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Rocket, Route, routes};
use rocket_dyn_templates::Template;

use crate::auth::Auth;
use crate::auth::session::Live;
use crate::auth::sign_in;
use crate::auth::token::SessionToken;
use crate::clock::Timestamp;
use crate::config::Config;
use content::Content;
use cookie::Cookies;

/// What handlers and guards work with.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The rules.
    pub auth: Arc<Auth>,
    /// The cookies.
    pub cookies: Cookies,
    /// When the server was started.
    pub started: Timestamp,
    /// The roles that open anything of /admin.
    administrators: Vec<String>,
    printed: announce::Printed,
}

impl App {
    /// Over the rules.
    #[must_use]
    pub fn new(config: Config, auth: Arc<Auth>) -> Self {
        let cookies = Cookies::new(&config.keys, config.origins.secure());
        let started = auth.now();
        let mut app =
            Self { config, auth, cookies, started, administrators: Vec::new(), printed: announce::Printed::default() };
        app.administrators = admin::roles(&app);
        app
    }

    /// The cookie of a session that goes on, with this token, for as long as it has left.
    pub(crate) fn renewed(&self, live: &Live, token: &SessionToken) -> Cookie<'static> {
        self.cookies.of_session(token, live.remember.then(|| live.expires_at - self.auth.now()))
    }

    /// The one that a request is served by.
    pub fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.rocket().state().expect("the web stage manages it before anything is mounted")
    }
}

/// The browser that asks, if it has signed anybody in.
pub struct Browser(Option<sign_in::Browser>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Browser {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(App::of(request).cookies.browser(request)))
    }
}

/// All pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    routes![
        admin::admin,
        admin::events::events,
        admin::invite::invite,
        admin::invite::invite_page,
        admin::mail::mail,
        admin::mail::send,
        admin::new_user::new_user,
        admin::new_user::new_user_page,
        admin::sessions::end_all,
        admin::sessions::sessions,
        admin::system::system,
        admin::user::disable,
        admin::user::enable,
        admin::user::end,
        admin::user::end_all,
        admin::user::reset,
        admin::user::role,
        admin::user::user,
        admin::users::users,
        assets::asset,
        confirm::confirm,
        confirm::confirm_page,
        dashboard::dashboard,
        dashboard::home,
        doctor::doctor,
        email::email,
        email::email_page,
        forgot::forgot,
        forgot::forgot_page,
        health::healthz,
        history::history,
        join::join,
        join::join_page,
        link::open,
        login::login,
        login::login_page,
        logout::logout,
        logout::logout_page,
        not_me::not_me,
        not_me::not_me_page,
        not_me::undo,
        not_me::undo_page,
        providers::begin,
        providers::callback,
        providers::icon,
        register::register,
        register::register_page,
        reset::reset,
        reset::reset_page,
        servers::introspect,
        servers::signed_out,
        sessions::end,
        sessions::end_others,
        sessions::sessions,
        settings::connections::connect,
        settings::connections::connect_waiting,
        settings::connections::connections_page,
        settings::connections::disconnect,
        settings::data::data,
        settings::data::data_page,
        settings::delete::delete,
        settings::delete::delete_page,
        settings::email::email,
        settings::email::email_page,
        settings::password::password,
        settings::password::password_page,
        settings::settings,
        settings::settings_page,
        setup::setup,
        setup::setup_page,
        tokens::keys,
        tokens::token,
    ]
}

/// Attaches everything that answers requests.
#[must_use]
pub fn stage(app: App, content: Content) -> AdHoc {
    AdHoc::on_ignite("web", |rocket| async move {
        let (shown, language) = (content.clone(), app.config.language.clone());
        let templates = Template::try_custom(move |_| Ok(shown.again(&language)?));
        rocket
            .manage(app)
            .manage(content)
            .mount("/", routes())
            .register("/", catchers::catchers())
            .attach(rocket::shield::Shield::new())
            .attach(headers::Headers)
            .attach(lock::Lock)
            .attach(templates)
            .attach(AdHoc::on_liftoff("announce", |rocket| Box::pin(liftoff(rocket))))
    })
}

async fn liftoff(rocket: &Rocket<rocket::Orbit>) {
    let Some(app) = rocket.state::<App>() else { return };
    let (ip, port) = (rocket.config().address, rocket.config().port);
    announce::address(app, (ip, port).into());
    // An outage is logged where it is seen; the code is printed when /setup is opened.
    let _ = announce::setup_code(app).await;
    if app.auth.foreign_key().await.unwrap_or(false) {
        tracing::error!(
            "the sessions in this database were sealed under a secret_key that is not known here: people will have to sign in again, and servers that share the database must share the key. Write the other key into previous_secret_keys, or the same secret_key for all servers."
        );
    }
}
