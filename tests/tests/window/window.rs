//! A window as a person uses it: looks for what it says, presses, types, waits.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::said::said;
use colophon_tests::{
    driver::Driver,
    places::Places,
    processes,
    webdriver::{Element, Failure, Session},
};

/// Longer than a page takes to show anything that needs no work.
pub(crate) const SOON: Duration = Duration::from_secs(60);
/// Longer than registering the sample works takes on a busy machine.
pub(crate) const LATER: Duration = Duration::from_secs(400);

/// Finds by role and name, in the topmost dialog where one is open. A name in braces stands for any text, and what
/// follows the sentence (a count, a hint) does not matter; of several the one that says least besides is meant.
const FIND: &str = r"
    const [role, sentence, enabled] = arguments;
    const kinds = { button: 'button', link: 'a[href]', field: 'input, select, textarea', any: '*' };
    const pattern = new RegExp('^' + sentence.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[a-z]+\}/g, '.+?'));
    const name = e => (e.getAttribute('aria-label')
        || (e.labels && e.labels.length ? [...e.labels].map(label => label.textContent).join(' ') : e.textContent)
        || '').replace(/\s+/g, ' ').trim();
    const scope = [...document.querySelectorAll('dialog[open]')].pop() || document.body;
    return [...scope.querySelectorAll(kinds[role])]
        .filter(e => e.getClientRects().length > 0 && pattern.test(name(e)) && !(enabled && e.disabled))
        .sort((a, b) => name(a).length - name(b).length || a.querySelectorAll('*').length - b.querySelectorAll('*').length)[0] || null;";

/// Brings an element into view and waits until it stays where it is. The engine scrolls on a thread of its own: a scroll
/// of before may still arrive, and a click would then land where the element was.
const REST: &str = r"
    const [element] = arguments;
    const place = () => { const { x, y } = element.getBoundingClientRect(); return `${x} ${y}`; };
    for (let looks = 0, still = 0; still < 3 && looks < 60; looks++) {
        element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        const before = place();
        await new Promise(done => setTimeout(done, 40));
        still = place() === before ? still + 1 : 0;
    }
    return true;";

/// Remembers every breach of the policy from now on.
const WATCH: &str = r"
    window.__breaches = [];
    document.addEventListener('securitypolicyviolation', event => window.__breaches.push(
        `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ''}:${event.lineNumber} ${event.sample || ''}`));";

/// Tells the page's own listeners what the shell tells them when files are let go over the window.
const DROP: &str = r"
    const [paths] = arguments;
    const event = 'tauri://drag-drop';
    for (const name of Object.getOwnPropertyNames(window)) {
        const listeners = name.length > 30 && window[name] && window[name][event];
        if (!listeners) continue;
        for (const id of Object.getOwnPropertyNames(listeners)) {
            window.__TAURI_INTERNALS__.runCallback(listeners[id].handlerId,
                { event, id: Number(id), payload: { paths, position: { x: 600, y: 400 } } });
            return true;
        }
    }
    return false;";

/// The program in a window of its own.
#[derive(Debug)]
pub(crate) struct Window {
    session: Session,
    programs: Vec<u32>,
    _driver: Driver,
}

impl Window {
    /// Starts the program on that home and waits until the page is there.
    pub(crate) fn open(places: &Places, home: &Path) -> Self {
        let driver = Driver::start(places);
        let home = home.to_str().expect("a home with a plain name");
        let session = Session::start(driver.ports, &places.desktop, &["--home", home])
            .unwrap_or_else(|failure| panic!("the window did not open: {failure:?}"));
        let window = Self { session, programs: driver.programs(), _driver: driver };
        assert_eq!(
            window.programs.len(),
            1,
            "the driver started one program: {:?}",
            window.programs
        );
        let loaded = "return location.host === 'localhost' && document.body !== null";
        window.until("the page is loaded", SOON, loaded, &[]);
        window.run(WATCH, &[]);
        window.until(
            "the page is drawn",
            SOON,
            "return document.querySelector('main:not([aria-busy])') !== null",
            &[],
        );
        window
    }

    /// Ends the program. Nothing on the way may have broken the policy.
    pub(crate) fn close(self) {
        let breaches = self.breaches();
        assert!(breaches.is_empty(), "the page broke its policy: {breaches:?}");
    }

    /// Breaches of the policy so far.
    pub(crate) fn breaches(&self) -> Vec<String> {
        serde_json::from_value(self.run("return window.__breaches", &[]))
            .expect("a list of sentences")
    }

    /// Runs the body of a function in the page.
    pub(crate) fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.session
            .run(script, arguments)
            .unwrap_or_else(|failure| panic!("{failure:?} in {script}"))
    }

    /// Runs the body of an async function in the page.
    pub(crate) fn wait_for(&self, script: &str, arguments: &[Value]) -> Result<Value, Failure> {
        self.session.wait_for(script, arguments)
    }

    /// Asks the shell as the page does.
    pub(crate) fn call(&self, name: &str, call: Value) -> Value {
        self.wait_for(
            "return await window.__TAURI__.core.invoke(arguments[0], { call: arguments[1] })",
            &[name.into(), call],
        )
        .unwrap_or_else(|failure| panic!("{name}: {failure:?}"))
    }

    /// Waits until a script answers something that holds, and answers that.
    pub(crate) fn until(
        &self,
        what: &str,
        limit: Duration,
        script: &str,
        arguments: &[Value],
    ) -> Value {
        let patience = Instant::now() + limit;
        loop {
            let answer = self.run(script, arguments);
            if !matches!(answer, Value::Null | Value::Bool(false)) {
                return answer;
            }
            assert!(
                Instant::now() < patience,
                "in {limit:?} it did not come to this: {what}; the window shows:\n{}",
                self.text()
            );
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// What can be read now.
    pub(crate) fn text(&self) -> String {
        self.run("return document.body.innerText", &[]).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the window shows the sentence behind a constant.
    pub(crate) fn sees(&self, constant: &str, limit: Duration) {
        self.until(
            &format!("it says “{}”", said(constant)),
            limit,
            FIND,
            &["any".into(), said(constant).into(), false.into()],
        );
    }

    /// Waits for an element by role (`button`, `link`, `field`) and name, until it can be used.
    pub(crate) fn find(&self, role: &str, sentence: &str) -> Element {
        let found = self.until(
            &format!("there is a {role} “{sentence}”"),
            SOON,
            FIND,
            &[role.into(), sentence.into(), true.into()],
        );
        Element::from_value(&found).expect("the script answers an element")
    }

    /// Presses the button with that sentence.
    pub(crate) fn press(&self, constant: &str) {
        self.click("button", said(constant));
    }

    /// Presses the button of a line, counted from 1.
    pub(crate) fn press_line(&self, constant: &str, line: &str) {
        self.click("button", &said(constant).replace("{n}", line));
    }

    /// Follows the link with that sentence.
    pub(crate) fn follow(&self, constant: &str) {
        self.click("link", said(constant));
    }

    /// Chooses the box or circle with that sentence.
    pub(crate) fn choose(&self, sentence: &str) {
        self.click("field", sentence);
    }

    /// Clicks what has that role and name.
    pub(crate) fn click(&self, role: &str, sentence: &str) {
        self.patiently(|| {
            let element = self.find(role, sentence);
            self.session.wait_for(REST, &[element.to_value()])?;
            self.session.click(&element)
        });
    }

    /// Types into the field with that label, in place of what it holds.
    pub(crate) fn fill(&self, label: &str, text: &str) {
        self.patiently(|| {
            let field = self.find("field", label);
            self.session.clear(&field)?;
            self.session.type_into(&field, text)
        });
        let field = self.find("field", label).to_value();
        let script = "return arguments[0].value === arguments[1]";
        self.until(&format!("“{label}” holds what was typed"), SOON, script, &[field, text.into()]);
    }

    /// Picks an option of the one list that has it, by the option's value.
    pub(crate) fn pick(&self, value: &str) {
        let script = "const list = [...document.querySelectorAll('select')].find(list => [...list.options].some(o => o.value === arguments[0]));
            if (!list) return false;
            list.value = arguments[0];
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        self.until(&format!("there is an option {value}"), SOON, script, &[value.into()]);
    }

    /// Shows the page at that address.
    pub(crate) fn go(&self, route: &str) {
        self.run("location.hash = arguments[0]", &[route.into()]);
        self.settle();
    }

    /// Lets go of files over the window.
    pub(crate) fn drop_files(&self, paths: &[&Path]) {
        let paths: Vec<_> = paths.iter().map(|path| path.to_str().expect("a plain name")).collect();
        self.until("the page listens for files", SOON, DROP, &[json!(paths)]);
    }

    /// Waits until nothing is being fetched and type and pictures are there.
    pub(crate) fn settle(&self) {
        let still = "return !document.querySelector('[aria-busy=true]') && document.fonts.status === 'loaded'
            && [...document.querySelectorAll('.thumb')].every(thumb => thumb.querySelector('image, .wave'))";
        // One look may fall between a change of page and its first question to the shell.
        for _ in 0..2 {
            self.until("the page is at rest", SOON, still, &[]);
            thread::sleep(Duration::from_millis(150));
        }
    }

    /// Gives the window another size.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        self.session.resize(width, height).expect("the window takes another size");
        let script = "return Math.abs(innerWidth - arguments[0]) < 3 && Math.abs(innerHeight - arguments[1]) < 3";
        self.until("the window has its new size", SOON, script, &[width.into(), height.into()]);
    }

    /// Does what may find the page in motion, until it does not.
    fn patiently(&self, mut act: impl FnMut() -> Result<(), Failure>) {
        let patience = Instant::now() + SOON;
        loop {
            match act() {
                Ok(()) => return,
                Err(failure) if failure.is_passing() && Instant::now() < patience => {
                    thread::sleep(Duration::from_millis(100))
                }
                Err(failure) => panic!("{failure:?}; the window shows:\n{}", self.text()),
            }
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.session.end();
        for program in &self.programs {
            processes::see_off(*program);
        }
    }
}
