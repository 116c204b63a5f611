// Maker, Views and PreviewFront. A change of a file becomes visible in these steps: an event of the folder, a quiet
// moment, a comparison of the files' state, new pages from the worker, an event to each browser that shows the view,
// which then fetches the changed pages.
#include "service/preview/detail/front.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/preview.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "service/detail/path_pattern.h"
#include "service/http/fields.h"
#include "service/inbox/secrets.h"
#include "templating/built_in_page.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace gongwen::preview {
namespace {

/// Time beyond that of a question, within which the engine ends by itself with a message. The engine has a deadline of
/// its own; the worker is killed only if that does not work.
constexpr std::chrono::milliseconds kGrace{2'000};
/// Pause after a worker that could not be started.
constexpr std::chrono::milliseconds kBeforeStartingAgain{1'000};
/// Work that began less than this ago is finished, since a new worker would have to read fonts and templates again.
constexpr std::int64_t kMomentMilliseconds = 1'000;

}  // namespace

Maker::Maker(http::EventLoop& loop, std::string program, std::vector<std::string> arguments)
    : loop_(loop),
      program_(std::move(program)),
      arguments_(std::move(arguments)),
      worker_(
          loop, kMaxMessage, [this](std::string message) { take_message(std::move(message)); },
          [this] { replace(Ending::Crashed); }) {}

std::error_code Maker::start() { return worker_.start(program_, arguments_); }

void Maker::ask(const Question& question, Done done) {
  Job job;
  job.ask = question.ask;
  resources::append_message(job.message, write_question(question));
  job.time = question.time;
  job.done = std::move(done);
  waiting_.push_back(std::move(job));
  begin_next();
}

void Maker::overtake() {
  // Work that has just begun is finished: the change may be the second half of the same save.
  if (!job_ || loop_.now() - start_ < kMomentMilliseconds) return;
  // Views makes pages again from the new files; for a download or a question about a place the author is waiting, so it
  // is started again.
  if (job_->ask == Ask::Pages) return replace(Ending::Overtaken);
  waiting_.push_front(*std::exchange(job_, std::nullopt));
  restart_worker(true);
  begin_next();
}

void Maker::begin_next() {
  if (job_ || waiting_.empty() || !worker_.is_running()) return;
  job_ = std::move(waiting_.front());
  waiting_.pop_front();
  start_ = loop_.now();
  answer_.reset();
  limit_ = loop_.after(job_->time + kGrace, [this] { replace(Ending::TooLong); });
  worker_.send(job_->message);
}

void Maker::take_message(std::string message) {
  if (!job_ || !add_to_answer(std::move(message))) replace(Ending::Crashed);
}

/// Returns false if the message is not a valid one of a worker. The first message is the head, the others are the parts
/// that it announces.
bool Maker::add_to_answer(std::string message) {
  if (!answer_) {
    std::optional<base::Json> head = base::parse_json(message);
    const std::optional<std::size_t> parts =
        head && head->view().is_object() ? count_parts(head->view()) : std::nullopt;
    if (!parts) return false;
    answer_.emplace();
    answer_->head = *std::move(head);
    parts_ = *parts;
  } else {
    answer_->parts.push_back(std::move(message));
  }
  if (answer_->parts.size() == parts_) finish(Ending::Answered, *std::exchange(answer_, std::nullopt));
  return true;
}

void Maker::finish(Ending ending, Answer answer) {
  limit_.drop();
  if (job_) {
    // Posted, so that a callback can ask again without recursion; `alive` since the maker may be destroyed before.
    loop_.post([done = std::move(job_->done), ending, answer = std::make_shared<Answer>(std::move(answer)),
                alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) done(ending, std::move(*answer));
    });
    job_.reset();
  }
  begin_next();
}

void Maker::replace(Ending ending) {
  restart_worker(job_.has_value());
  // The job ends with `ending` even if no worker could be started; later jobs wait for the next attempt.
  finish(ending, {});
}

/// A worker that dies before its first question is started again only after a pause.
void Maker::restart_worker(bool was_at_work) {
  worker_.end();
  limit_.drop();
  answer_.reset();
  // Crashed during a question: the program itself works, so a new worker is started immediately.
  if (was_at_work && !start()) return;
  starting_ = loop_.after(kBeforeStartingAgain, [this] {
    if (start()) replace(Ending::Crashed);
    begin_next();
  });
}

namespace {

/// Time without events after which a file is assumed to be complete, since editors write in several steps.
constexpr std::chrono::milliseconds kQuietTime{12};
constexpr std::chrono::milliseconds kBetweenSlowLooks{1'000};

std::vector<std::string> texts_in(const base::JsonView& head, std::string_view name) {
  std::vector<std::string> texts;
  const std::optional<base::JsonView> list = head.find(name);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return texts;
}

/// Watches the folders of a kind, too: they report files that are added or removed. A file that is replaced by renaming
/// (as most editors save) gets a new inode; its folder reports that.
void add_template_files(const std::vector<std::string>& template_files, std::vector<std::string>& files) {
  for (const std::string& file : template_files) {
    files.emplace_back(base::folder_part(file));
    files.push_back(file);
  }
}

/// Returns the files from which a view is made.
std::vector<std::string> files_of(const base::JsonView& head) {
  std::vector<std::string> files = texts_in(head, "beside");
  add_template_files(texts_in(head, "files"), files);
  return files;
}

}  // namespace

Views::Views(http::EventLoop& loop, Maker& maker, Options options, std::function<bool(const View&)> is_seen,
             std::function<void(const View&, const ViewChange&)> changed)
    : loop_(loop),
      maker_(maker),
      options_(std::move(options)),
      is_seen_(std::move(is_seen)),
      changed_(std::move(changed)) {
  std::vector<std::string> given = options_.further_files;
  for (const View& view : options_.views) given.push_back(view.source.data);
  add_template_files(options_.template_files, given);
  watch(given);
  // Network folders and some containers report no changes, so files are also checked every second.
  look_soon();
}

View* Views::find(std::string_view id) {
  const auto found = std::find_if(options_.views.begin(), options_.views.end(),
                                  [&](const View& view) { return view.source.id == id; });
  return found == options_.views.end() ? nullptr : &*found;
}

void Views::want(View& view, std::function<void()> ready) {
  if (view.is_known && !view.is_outdated && !view.is_making) {
    ready();
    return;
  }
  view.waiting.push_back(std::move(ready));
  if (!view.is_making) make(view);
}

void Views::make(View& view) {
  view.is_making = true;
  // Changes from now on make the view outdated again: a change during the making sets the flag again, and take() makes
  // the view once more.
  view.is_outdated = false;
  Question question{Ask::Pages, view.source, options_.language, options_.time};
  for (const ViewPage& page : view.pages) question.known.push_back(page.hash);
  maker_.ask(question, [this, &view](Ending ending, const Answer& answer) { take(view, ending, answer); });
}

void Views::take(View& view, Ending ending, const Answer& answer) {
  view.ending = ending;
  ViewChange change;
  bool has_new_files = false;
  if (ending == Ending::Answered) {
    take_pages(view, answer, change);
    has_new_files = watch(files_of(answer.head.view()));
  } else {
    // After a crash the messages of the last document would be misleading.
    view.messages = "[]";
    view.errors = view.warnings = 0;
    view.is_stale = true;
  }
  view.is_making = false;
  view.is_known = true;
  // A file has changed while the view was being made: an outdated version is not shown.
  if (view.is_outdated || ending == Ending::Overtaken) {
    make(view);
    return;
  }
  for (const std::function<void()>& ready : std::exchange(view.waiting, {})) ready();
  changed_(view, change);
  // A file that was not watched may have changed after it was read. Made at most twice: the second time no file is
  // new.
  if (has_new_files && !view.is_making) make(view);
}

void Views::take_pages(View& view, const Answer& answer, ViewChange& change) {
  const base::JsonView head = answer.head.view();
  const std::optional<base::JsonView> messages = head.find("messages");
  view.messages = messages ? messages->json() : "[]";
  view.has_workbook = head.flag_of("has_workbook");
  view.errors = head.number_of("errors").value_or(0);
  view.warnings = head.number_of("warnings").value_or(0);
  const std::optional<base::JsonView> pages = head.find("pages");
  // If there are no pages, the former ones stay on the screen, marked as stale.
  view.is_stale = !pages || pages->size() == 0;
  if (view.is_stale) return;
  ++view.edition;
  view.page_count = head.number_of("count").value_or(0);
  std::vector<ViewPage> now;
  for (std::size_t i = 0; i < pages->size(); ++i) {
    const base::JsonView page = pages->at(i);
    ViewPage one{page.text_of("hash"), page.text_of("width"), page.text_of("height"), nullptr};
    // A page that the front named as known comes without its content, which is taken from the page with the same
    // hash.
    const std::optional<std::uint64_t> part = page.number_of("part");
    if (part && *part < answer.parts.size()) {
      one.content = std::make_shared<const std::string>(answer.parts[static_cast<std::size_t>(*part)]);
    } else {
      const auto known = std::find_if(view.pages.begin(), view.pages.end(),
                                      [&](const ViewPage& before) { return before.hash == one.hash; });
      if (known != view.pages.end()) one.content = known->content;
    }
    if (i >= view.pages.size() || view.pages[i].hash != one.hash) change.pages.push_back(i + 1);
    now.push_back(std::move(one));
  }
  view.pages = std::move(now);
}

/// Watches these files, too. Returns whether some are new.
bool Views::watch(const std::vector<std::string>& paths) {
  std::set<std::string> all(watched_.begin(), watched_.end());
  const std::size_t before = all.size();
  all.insert(paths.begin(), paths.end());
  // An empty name stands for a view without data.
  all.erase(std::string());
  if (all.size() == before) return false;
  const std::vector<std::string> old = std::exchange(watched_, {all.begin(), all.end()});
  event_.drop();
  events_ = std::make_unique<resources::FolderEvents>(watched_);
  if (events_->descriptor() >= 0) {
    event_ = loop_.watch_readable(events_->descriptor(), [this] {
      events_->take();
      quiet_ = loop_.after(kQuietTime, [this] { look(); });
    });
  }
  // Pending events are lost with the former watch. The states are compared in this
  // order so that no change is missed. New watch first, then the new state, then a
  // comparison of the old one: a change at any of these moments is seen by at least
  // one.
  const std::string old_state = std::exchange(state_, resources::state_of_files(watched_));
  if (resources::state_of_files(old) != old_state) mark_changed();
  return true;
}

void Views::look() {
  // Events also come for files that have not changed, such as temporary files of editors.
  std::string now = resources::state_of_files(watched_);
  if (now == state_) return;
  state_ = std::move(now);
  mark_changed();
}

void Views::look_soon() {
  slow_look_ = loop_.after(kBetweenSlowLooks, [this] {
    look();
    look_soon();
  });
}

void Views::mark_changed() {
  // All views depend on the kind; it is not worth finding out which one depends on which data file.
  maker_.overtake();
  for (View& view : options_.views) {
    view.is_outdated = true;
    if (view.is_known && !view.is_making && is_seen_(view)) make(view);
  }
}

// The page around the pictures, as HTML.

namespace {

constexpr std::string_view kPageTemplate =
#include "preview_page.inc"
    ;
constexpr std::string_view kPageStyle =
#include "preview_style.inc"
    ;
constexpr std::string_view kPageScript =
#include "preview_script.inc"
    ;

base::Json page_words(diagnostics::Language language) {
  base::Json words = base::Json::object();
  const auto add = [&](std::string_view name, const diagnostics::BilingualText& text) {
    words.set(name, text.in(language));
  };
  add("views", texts::PreviewViews);
  add("pages", texts::PreviewPages);
  add("page", texts::PreviewPage);
  add("none", texts::PreviewNone);
  add("stale", texts::PreviewStale);
  add("messages", texts::PreviewMessages);
  add("no_messages", texts::PreviewNoMessages);
  add("place", texts::PreviewPlace);
  add("click", texts::PreviewClick);
  add("nowhere", texts::PreviewNowhere);
  add("template", texts::PreviewTemplate);
  add("data", texts::PreviewData);
  add("element", texts::PreviewElement);
  add("rules", texts::PreviewRules);
  add("inherited", texts::PreviewInherited);
  add("lost", texts::PreviewLost);
  add("workbook", texts::PreviewWorkbook);
  add("close", texts::PreviewClose);
  return words;
}

/// Returns the style class and the words for the state of a view. Crashes take precedence over errors, since messages
/// of the last document do not explain the crash.
std::pair<std::string_view, std::string> state_of_view(const View& view, diagnostics::Language language) {
  switch (view.ending) {
    case Ending::Crashed: return {"errors", std::string(texts::PreviewCrashed.in(language))};
    case Ending::TooLong: return {"errors", std::string(texts::PreviewTooLong.in(language))};
    case Ending::Answered:
    case Ending::Overtaken: break;
  }
  if (view.errors > 0) return {"errors", texts::PreviewErrors.in(language, view.errors, view.warnings)};
  if (view.warnings > 0) return {"warnings", texts::PreviewErrors.in(language, view.errors, view.warnings)};
  if (is_web_form(view.source.type)) return {"good", std::string(texts::PreviewGoodForm.in(language))};
  if (view.page_count > view.pages.size()) {
    return {"good", texts::PreviewManyPages.in(language, view.page_count, view.pages.size())};
  }
  return {"good", texts::PreviewGood.in(language, view.page_count)};
}

}  // namespace

base::Expected<std::string, std::string> write_preview_page(const PageContext& page) {
  const View& view = page.view;
  base::Json views = base::Json::list();
  for (const View& one : page.views) {
    views.add(std::move(base::Json::object().set("id", one.source.id).set("title", one.title)));
  }
  base::Json pages = base::Json::list();
  for (const ViewPage& one : view.pages) {
    base::Json json = base::Json::object();
    pages.add(std::move(json.set("hash", one.hash).set("width", one.width).set("height", one.height)));
  }
  const bool is_form = is_web_form(view.source.type);
  const auto [state, state_text] = state_of_view(view, page.language);
  base::Json context = base::Json::object();
  context.set("lang", diagnostics::language_tag(page.language)).set("root", page.root);
  context.set("here", page.root + "v/" + view.source.id + "/");
  context.set("title", texts::PreviewTitle.in(page.language, page.title)).set("id", view.source.id);
  context.set("views", std::move(views)).set("pages", std::move(pages)).set("is_form", is_form);
  context.set("stale", view.is_stale).set("state", state).set("state_text", state_text);
  base::Json downloads = base::Json::list();
  if (!is_form) downloads.add("document.pdf").add("document.xlsx");
  const std::string workbook = fmt::format("{}v/{}/workbook.html?h={}", page.root, view.source.id, view.edition);
  context.set("workbook", !is_form && view.has_workbook ? workbook : std::string());
  context.set("downloads", std::move(downloads)).set("messages", base::Json::written(view.messages));
  context.set("place", base::Json::written(page.inspection.empty() ? "null" : page.inspection));
  // Words of the interface; the page itself has no text of its own.
  context.set("words", page_words(page.language));
  static const templating::BuiltInPage kPage("<page>", kPageTemplate);
  diagnostics::DiagnosticSink sink;
  auto html = kPage.expand(std::move(context), sink);
  if (html) return *std::move(html);
  const std::string said = diagnostics::message_text(sink.diagnostics().front(), diagnostics::Language::English);
  return base::Failure{base::Json::object().set("error", said).text()};
}

std::string_view preview_style() { return kPageStyle; }
std::string_view preview_script() { return kPageScript; }

namespace {

constexpr std::chrono::seconds kBetweenSignsOfLife{15};
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kForThePage =
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Policy for content made from templates and data: it can neither run code nor fetch anything. `sandbox` without
/// allow-scripts: a template of another author may contain anything.
constexpr std::string_view kForContent =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox";

/// The icon: a sheet with lines.
constexpr std::string_view kIcon =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M3 1h10v14H3z" fill="#fff" stroke="#1f4f8f"/>)"
    R"(<path d="M5 5h6M5 8h6M5 11h4" stroke="#c00"/></svg>)";

// `no-store` because pages show unfinished work; pictures of pages override it, since their address names their
// content.
http::Response response_with(std::string_view type, std::string body, std::string_view policy = kForThePage) {
  http::Response response;
  response.headers = {{"Content-Type", std::string(type)},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Resource-Policy", "same-origin"},
                      {"Content-Security-Policy", std::string(policy)}};
  response.body = std::move(body);
  return response;
}

http::Response refusal_with(unsigned status, const diagnostics::BilingualText& words, diagnostics::Language language) {
  http::Response response = response_with("text/plain; charset=utf-8", std::string(words.in(language)) + "\n");
  response.status = status;
  return response;
}

/// Parses a point such as `120.5,340`.
std::optional<std::pair<double, double>> point_in(std::string_view text) {
  std::pair<double, double> point;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, point.first);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ',') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, point.second);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  return point;
}

// Addresses below the secret: a table like that of the service (service/detail/routes.cpp), except that all
// routes only read. A view that `{view}` names is looked up first. The secret has been removed from the path
// before.

template <auto kFunction, typename... Places>
consteval PreviewRoute route(std::string_view path, void (PreviewFront::*)(const ExchangePtr&, Places...)) {
  service::check_places(path, sizeof...(Places));
  // The function in the row is called with the values of the path in their types; check_places() counts them at compile
  // time.
  return {path, [](PreviewFront& front, const ExchangePtr& exchange, const service::PathValues& values) {
            return service::with_places<Places...>(
                values, [&](const auto&... places) { (front.*kFunction)(exchange, places...); });
          }};
}

template <auto kFunction, typename... Places>
consteval PreviewRoute route(std::string_view path, void (PreviewFront::*)(const ExchangePtr&, View&, Places...)) {
  service::check_places(path, sizeof...(Places) + 1);
  return {path, [](PreviewFront& front, const ExchangePtr& exchange, const service::PathValues& values) {
            View* const view = front.find_view(values.front().second);
            return view != nullptr && service::with_places<Places...>(values, [&](const auto&... places) {
                     (front.*kFunction)(exchange, *view, places...);
                   });
          }};
}

template <auto kFunction>
consteval PreviewRoute route(std::string_view path) {
  return route<kFunction>(path, kFunction);
}

}  // namespace

std::span<const PreviewRoute> preview_routes() {
  static constexpr std::array kRoutes{
      route<&PreviewFront::go_to_view>(""),
      route<&PreviewFront::send_style>("page.css"),
      route<&PreviewFront::send_script>("page.js"),
      route<&PreviewFront::send_icon>("icon.svg"),
      route<&PreviewFront::show>("v/{view}/"),
      route<&PreviewFront::listen>("v/{view}/events"),
      route<&PreviewFront::send_picture>("v/{view}/p/{page}.svg"),
      route<&PreviewFront::send_form>("v/{view}/p/{page}.html"),
      route<&PreviewFront::inspect>("v/{view}/at/{page}"),
      route<&PreviewFront::send_workbook>("v/{view}/workbook.html"),
      route<&PreviewFront::send_file>("v/{view}/{name}"),
  };
  return kRoutes;
}

void PreviewFront::open(Views& views, std::string address) {
  views_ = &views;
  host_ = std::move(address);
  keep_alive();
}

std::string PreviewFront::address() const { return "http://" + host_ + "/" + options_.secret + "/"; }

http::BodyPlan PreviewFront::plan(const http::RequestHead&) { return http::BodyPlan::none(); }

/// Checks host and secret before anything else, so that neither a page of another site nor another user of the
/// machine learns what an author works on. 403 for both, so that a guess cannot tell a wrong secret from a wrong
/// view.
void PreviewFront::handle(ExchangePtr exchange) {
  const http::Request& request = exchange->request();
  if (request.host != host_) return refuse(*exchange, http::status::kForbidden, texts::PreviewWrongHost);
  const std::string_view path = std::string_view(request.path).substr(1);
  const std::size_t slash = std::min(path.find('/'), path.size());
  if (!inbox::same_secret(path.substr(0, slash), options_.secret)) {
    return refuse(*exchange, http::status::kForbidden, texts::PreviewWrongAddress);
  }
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response response = refusal_with(http::status::kMethodNotAllowed, texts::PreviewReadOnly, options_.language);
    response.headers.push_back({"Allow", "GET, HEAD"});
    return exchange->respond(std::move(response));
  }
  const std::string_view rest = path.substr(std::min(slash + 1, path.size()));
  for (const PreviewRoute& route : preview_routes()) {
    // A value of another type (`p/x.svg`) falls through to the next row, and to 404.
    const auto values = service::match_path(route.path, rest);
    if (values && route.answerer(*this, exchange, *values)) return;
  }
  refuse(*exchange, http::status::kNotFound, texts::PreviewNotFound);
}

View* PreviewFront::find_view(std::string_view id) { return views_->find(id); }

void PreviewFront::go_to_view(const ExchangePtr& exchange) {
  http::Response response = response_with(kHtml, {});
  response.status = http::status::kFound;
  response.headers.push_back({"Location", "/" + options_.secret + "/v/" + views_->all().front().source.id + "/"});
  exchange->respond(std::move(response));
}

void PreviewFront::send_style(const ExchangePtr& exchange) {
  exchange->respond(response_with("text/css", std::string(preview_style())));
}

void PreviewFront::send_script(const ExchangePtr& exchange) {
  exchange->respond(response_with("text/javascript", std::string(preview_script())));
}

void PreviewFront::send_icon(const ExchangePtr& exchange) {
  exchange->respond(response_with("image/svg+xml", std::string(kIcon)));
}

void PreviewFront::show(const ExchangePtr& exchange, View& view) {
  views_->want(view, [this, exchange, &view] { send_page(exchange, view, {}); });
}

void PreviewFront::refuse(http::Exchange& exchange, unsigned status, const diagnostics::BilingualText& words) const {
  exchange.respond(refusal_with(status, words, options_.language));
}

void PreviewFront::send_page(const ExchangePtr& exchange, const View& view, const std::string& inspection) const {
  const PageContext context{views_->all(), view, options_.title, options_.language, "/" + options_.secret + "/",
                            inspection};
  const base::Expected<std::string, std::string> page = write_preview_page(context);
  if (page) return exchange->respond(response_with(kHtml, *page));
  if (options_.log) options_.log(page.error());
  refuse(*exchange, http::status::kServerError, texts::PreviewPageFailed);
}

void PreviewFront::send_picture(const ExchangePtr& exchange, View& view, std::uint64_t page) {
  if (is_web_form(view.source.type)) return refuse(*exchange, http::status::kNotFound, texts::PreviewPageNotFound);
  send_content(*exchange, view, page, "image/svg+xml");
}

void PreviewFront::send_form(const ExchangePtr& exchange, View& view, std::uint64_t page) {
  if (!is_web_form(view.source.type)) return refuse(*exchange, http::status::kNotFound, texts::PreviewPageNotFound);
  send_content(*exchange, view, page, kHtml);
}

/// Sends a page as `3.svg` or `1.html`. The address contains its hash, so a browser fetches each version of a page
/// once.
void PreviewFront::send_content(http::Exchange& exchange, const View& view, std::uint64_t page,
                                std::string_view type) const {
  // `page` counts from 1: Place<std::uint64_t> refuses 0.
  if (page > view.pages.size() || view.pages[page - 1].content == nullptr) {
    return refuse(exchange, http::status::kNotFound, texts::PreviewPageNotFound);
  }
  const ViewPage& one = view.pages[page - 1];
  // The browser requests a page that has changed since: it gets an event with the new hashes.
  if (exchange.request().query != "h=" + one.hash)
    return refuse(exchange, http::status::kNotFound, texts::PreviewPageChanged);
  http::Response response = response_with(type, *one.content, kForContent);
  response.headers[1].value = "private, max-age=86400, immutable";
  exchange.respond(std::move(response));
}

/// `at/3?120,340`: the address that a picture with `ismap` requests without any script.
void PreviewFront::inspect(const ExchangePtr& exchange, View& view, std::uint64_t page) {
  const std::optional<std::pair<double, double>> point = point_in(exchange->request().query);
  if (!point) return refuse(*exchange, http::status::kNotFound, texts::PreviewNoPoint);
  Question question{Ask::Inspect, view.source, options_.language, options_.time};
  question.page = page - 1;
  question.x = point->first;
  question.y = point->second;
  // First the present view, then the question about it: for a click on outdated pages the answer would be about other
  // ones.
  views_->want(view, [this, exchange, &view, question] {
    maker_.ask(question, [this, exchange, &view](Ending ending, const Answer& answer) {
      // Without an answer, the state on the page tells why.
      send_page(exchange, view, ending == Ending::Answered ? answer.head.text() : std::string());
    });
  });
}

/// `document.pdf` or `document.xlsx`.
void PreviewFront::send_file(const ExchangePtr& exchange, View& view, const std::string& name) {
  const FormatInfo* const format = find_format_of_path(name);
  const bool is_known = format != nullptr && format->is_document && name == "document" + std::string(format->ending);
  if (!is_known || is_web_form(view.source.type))
    return refuse(*exchange, http::status::kNotFound, texts::PreviewNotFound);
  Question question{Ask::File, view.source, options_.language, options_.time};
  question.format = format->format;
  maker_.ask(question, [this, exchange, format](Ending ending, Answer answer) {
    if (ending != Ending::Answered) return refuse(*exchange, http::status::kUnavailable, texts::PreviewFileFailed);
    // No file was made: the messages say why, as JSON.
    if (answer.parts.empty()) {
      const std::optional<base::JsonView> messages = answer.head.view().find("messages");
      http::Response response = response_with("application/json", messages ? messages->json() : "[]");
      response.status = http::status::kUnprocessable;
      return exchange->respond(std::move(response));
    }
    const bool is_pdf = format->format == Format::Pdf;
    http::Response response = response_with(format->media_type, std::move(answer.parts.front()), "default-src 'none'");
    response.headers.push_back(
        {"Content-Disposition",
         http::content_disposition(is_pdf ? "inline" : "attachment", "document" + std::string(format->ending))});
    exchange->respond(std::move(response));
  });
}

/// Sends the workbook for the frame beside the pages. If none could be made, sends the reason.
void PreviewFront::send_workbook(const ExchangePtr& exchange, View& view) {
  if (is_web_form(view.source.type)) return refuse(*exchange, http::status::kNotFound, texts::PreviewNotFound);
  const Question question{Ask::Workbook, view.source, options_.language, options_.time};
  maker_.ask(question, [this, exchange](Ending ending, Answer answer) {
    if (ending != Ending::Answered) return refuse(*exchange, http::status::kUnavailable, texts::PreviewFileFailed);
    if (!answer.parts.empty()) {
      return exchange->respond(response_with(kHtml, std::move(answer.parts.front()), kForContent));
    }
    // Text rather than HTML, since it is shown in a frame; messages with their places, one below another.
    http::Response response = refusal_with(http::status::kUnprocessable, texts::PreviewNoWorkbook, options_.language);
    const std::optional<base::JsonView> messages = answer.head.view().find("messages");
    for (std::size_t i = 0; messages && i < messages->size(); ++i) {
      const base::JsonView one = messages->at(i);
      response.body += "\n" + one.text_of("text") + "\n    " + one.text_of("source") + " " + one.text_of("pointer");
    }
    exchange->respond(std::move(response));
  });
}

void PreviewFront::listen(const ExchangePtr& exchange, View& view) {
  http::Response head = response_with("text/event-stream", ": here\n\n");
  // nginx would hold events back in its buffer.
  head.headers.push_back({"X-Accel-Buffering", "no"});
  exchange->begin(std::move(head));
  exchange->on_gone([this, raw = exchange.get()] {
    std::erase_if(listeners_, [raw](const Listener& one) { return one.exchange.get() == raw; });
  });
  listeners_.push_back({view.source.id, exchange});
  // Changes between the page and this stream are made and sent now. The page may have been loaded a moment before;
  // later changes are reported through the stream.
  views_->want(view, [] {});
}

bool PreviewFront::is_seen(const View& view) const {
  return std::any_of(listeners_.begin(), listeners_.end(),
                     [&](const Listener& one) { return one.view == view.source.id; });
}

/// Sends an event. Copies the list, since writing may find that a browser is gone.
void PreviewFront::tell(const View& view, const ViewChange& change) {
  base::Json pages = base::Json::list();
  for (const std::size_t page : change.pages) pages.add(page);
  base::Json json = base::Json::object();
  json.set("pages", std::move(pages)).set("count", view.pages.size()).set("stale", view.is_stale);
  json.set("errors", view.errors).set("warnings", view.warnings);
  const std::string event = "event: changed\ndata: " + json.text() + "\n\n";
  for (const Listener& one : std::vector<Listener>(listeners_)) {
    if (one.view == view.source.id) one.exchange->write(event);
  }
}

void PreviewFront::keep_alive() {
  // Proxies and browsers close streams that are silent for long.
  alive_ = loop_.after(kBetweenSignsOfLife, [this] {
    for (const Listener& one : std::vector<Listener>(listeners_)) one.exchange->write(": still here\n\n");
    keep_alive();
  });
}

}  // namespace gongwen::preview
