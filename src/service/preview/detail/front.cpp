#include "service/preview/detail/front.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/preview.h"
#include "http/fields.h"
#include "resources/read_file.h"
#include "service/inbox/secrets.h"
#include "templating/eval_request.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace gongwen::preview {
namespace {

/// What a worker may take beyond the time of a question: the engine ends it by itself, with a message.
constexpr std::chrono::milliseconds kGrace{2'000};
/// After a worker that could not be started.
constexpr std::chrono::milliseconds kBeforeStartingAgain{1'000};
/// What has been worked on for less is finished, since a new worker reads fonts and templates again.
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
  if (!job_ || loop_.now() - start_ < kMomentMilliseconds) return;
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

/// Returns: false for what no worker writes.
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
  finish(ending, {});
}

/// One that dies before it is asked anything is not started again and again.
void Maker::restart_worker(bool was_at_work) {
  worker_.end();
  limit_.drop();
  answer_.reset();
  if (was_at_work && !start()) return;
  starting_ = loop_.after(kBeforeStartingAgain, [this] {
    if (start()) replace(Ending::Crashed);
    begin_next();
  });
}

namespace {

/// Without events, after which what was being written is complete: an editor may write in several steps.
constexpr std::chrono::milliseconds kQuietTime{12};
constexpr std::chrono::milliseconds kBetweenSlowLooks{1'000};

std::vector<std::string> texts_in(const base::JsonView& head, std::string_view name) {
  std::vector<std::string> texts;
  const std::optional<base::JsonView> list = head.find(name);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return texts;
}

/// The folders of a kind say of new files and of those that are gone.
void add_template_files(const std::vector<std::string>& template_files, std::vector<std::string>& files) {
  for (const std::string& file : template_files) {
    files.emplace_back(base::folder_part(file));
    files.push_back(file);
  }
}

/// What a view is made of.
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
    view.messages = "[]";
    view.errors = view.warnings = 0;
    view.is_stale = true;
  }
  view.is_making = false;
  view.is_known = true;
  // What changed meanwhile is looked at before anybody gets what is old already.
  if (view.is_outdated || ending == Ending::Overtaken) {
    make(view);
    return;
  }
  for (const std::function<void()>& ready : std::exchange(view.waiting, {})) ready();
  changed_(view, change);
  // A file that nobody watched may have changed after it was read.
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
  view.is_stale = !pages || pages->size() == 0;
  if (view.is_stale) return;
  ++view.edition;
  view.page_count = head.number_of("count").value_or(0);
  std::vector<ViewPage> now;
  for (std::size_t i = 0; i < pages->size(); ++i) {
    const base::JsonView page = pages->at(i);
    ViewPage one{page.text_of("hash"), page.text_of("width"), page.text_of("height"), nullptr};
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

/// From now on these as well. Returns: whether some of them are new.
bool Views::watch(const std::vector<std::string>& paths) {
  std::set<std::string> all(watched_.begin(), watched_.end());
  const std::size_t before = all.size();
  all.insert(paths.begin(), paths.end());
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
  // Events that have not been taken are lost with the old watch. Looked at in this order, no change gets lost.
  const std::string old_state = std::exchange(state_, resources::state_of_files(watched_));
  if (resources::state_of_files(old) != old_state) mark_changed();
  return true;
}

void Views::look() {
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

/// The class of the state, and its words.
std::pair<std::string_view, std::string> state_of_view(const View& view, diagnostics::Language language) {
  switch (view.ending) {
    case Ending::Crashed: return {"errors", std::string(texts::PreviewCrashed.in(language))};
    case Ending::TooLong: return {"errors", std::string(texts::PreviewTooLong.in(language))};
    case Ending::Answered:
    case Ending::Overtaken: break;
  }
  if (view.errors > 0) return {"errors", texts::PreviewErrors.in(language, view.errors, view.warnings)};
  if (view.warnings > 0) return {"warnings", texts::PreviewErrors.in(language, view.errors, view.warnings)};
  if (view.source.type == ViewType::Form) return {"good", std::string(texts::PreviewGoodForm.in(language))};
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
  const bool is_form = view.source.type == ViewType::Form;
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
  context.set("words", page_words(page.language));
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  auto html = templating::expand_page("<page>", kPageTemplate, std::move(context), base::Json::object(), store, sink);
  if (html) return *std::move(html);
  return base::Failure{templating::write_eval_error(sink.diagnostics(), store)};
}

std::string_view preview_style() { return kPageStyle; }
std::string_view preview_script() { return kPageScript; }

namespace {

constexpr unsigned kFound = 302;
constexpr unsigned kForbidden = 403;
constexpr unsigned kNotFound = 404;
constexpr unsigned kMethodNotAllowed = 405;
constexpr unsigned kUnprocessable = 422;
constexpr unsigned kFailed = 500;
constexpr unsigned kUnavailable = 503;
constexpr std::chrono::seconds kBetweenSignsOfLife{15};
constexpr std::string_view kWorkbookName = "workbook.html";
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kForThePage =
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Of what was made of templates and data: nothing in it runs or is fetched.
constexpr std::string_view kForContent =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox";

/// A sheet with lines.
constexpr std::string_view kIcon =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M3 1h10v14H3z" fill="#fff" stroke="#1f4f8f"/>)"
    R"(<path d="M5 5h6M5 8h6M5 11h4" stroke="#c00"/></svg>)";

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

/// `120.5,340`
std::optional<std::pair<double, double>> point_in(std::string_view text) {
  std::pair<double, double> point;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, point.first);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ',') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, point.second);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  return point;
}

/// Takes what is before the next slash from the front of a path.
std::string_view take_part(std::string_view& path) {
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string_view part = path.substr(0, slash);
  path.remove_prefix(std::min(slash + 1, path.size()));
  return part;
}

}  // namespace

void PreviewFront::open(Views& views, std::string address) {
  views_ = &views;
  host_ = std::move(address);
  keep_alive();
}

std::string PreviewFront::address() const { return "http://" + host_ + "/" + options_.secret + "/"; }

http::BodyPlan PreviewFront::plan(const http::RequestHead&) { return http::BodyPlan::none(); }

void PreviewFront::handle(ExchangePtr exchange) {
  const http::Request& request = exchange->request();
  if (request.host != host_) return refuse(*exchange, kForbidden, texts::PreviewWrongHost);
  std::string_view path = std::string_view(request.path).substr(1);
  if (!inbox::same_secret(take_part(path), options_.secret)) {
    return refuse(*exchange, kForbidden, texts::PreviewWrongAddress);
  }
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response response = refusal_with(kMethodNotAllowed, texts::PreviewReadOnly, options_.language);
    response.headers.push_back({"Allow", "GET, HEAD"});
    return exchange->respond(std::move(response));
  }
  if (path == "page.css") return exchange->respond(response_with("text/css", std::string(preview_style())));
  if (path == "page.js") return exchange->respond(response_with("text/javascript", std::string(preview_script())));
  if (path == "icon.svg") return exchange->respond(response_with("image/svg+xml", std::string(kIcon)));
  if (path.empty()) {
    http::Response response = response_with(kHtml, {});
    response.status = kFound;
    response.headers.push_back({"Location", "/" + options_.secret + "/v/" + views_->all().front().source.id + "/"});
    return exchange->respond(std::move(response));
  }
  const bool is_view = take_part(path) == "v";
  View* const view = is_view ? views_->find(take_part(path)) : nullptr;
  if (view == nullptr) return refuse(*exchange, kNotFound, texts::PreviewNotFound);
  answer(exchange, *view, path);
}

void PreviewFront::answer(const ExchangePtr& exchange, View& view, std::string_view rest) {
  const std::string name(rest);
  const std::string_view folder = take_part(rest);
  if (name.empty()) {
    views_->want(view, [this, exchange, &view] { send_page(exchange, view, {}); });
  } else if (name == "events") {
    listen(exchange, view);
  } else if (folder == "p") {
    send_picture(*exchange, view, rest);
  } else if (folder == "at") {
    inspect(exchange, view, rest);
  } else if (name == kWorkbookName) {
    send_workbook(exchange, view);
  } else {
    send_file(exchange, view, name);
  }
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
  refuse(*exchange, kFailed, texts::PreviewPageFailed);
}

/// `3.svg` or `1.html`. The address has the hash of the page, so that a browser fetches each page once.
void PreviewFront::send_picture(http::Exchange& exchange, const View& view, std::string_view number) const {
  const bool is_form = view.source.type == ViewType::Form;
  const std::string_view ending = is_form ? ".html" : ".svg";
  const std::optional<std::uint64_t> page =
      number.ends_with(ending) ? http::parse_whole_number(number.substr(0, number.size() - ending.size()))
                               : std::nullopt;
  if (!page || *page == 0 || *page > view.pages.size() || view.pages[*page - 1].content == nullptr) {
    return refuse(exchange, kNotFound, texts::PreviewPageNotFound);
  }
  const ViewPage& one = view.pages[*page - 1];
  if (exchange.request().query != "h=" + one.hash) return refuse(exchange, kNotFound, texts::PreviewPageChanged);
  http::Response response = response_with(is_form ? kHtml : "image/svg+xml", *one.content, kForContent);
  response.headers[1].value = "private, max-age=86400, immutable";
  exchange.respond(std::move(response));
}

/// `at/3?120,340`: what a picture with `ismap` asks for without any script.
void PreviewFront::inspect(const ExchangePtr& exchange, View& view, std::string_view number) {
  const std::optional<std::uint64_t> page = http::parse_whole_number(number);
  const std::optional<std::pair<double, double>> point = point_in(exchange->request().query);
  if (!page || *page == 0 || !point) return refuse(*exchange, kNotFound, texts::PreviewNoPoint);
  Question question{Ask::Inspect, view.source, options_.language, options_.time};
  question.page = *page - 1;
  question.x = point->first;
  question.y = point->second;
  views_->want(view, [this, exchange, &view, question] {
    maker_.ask(question, [this, exchange, &view](Ending ending, const Answer& answer) {
      // Without an answer the page says itself why.
      send_page(exchange, view, ending == Ending::Answered ? answer.head.text() : std::string());
    });
  });
}

/// `document.pdf` or `document.xlsx`
void PreviewFront::send_file(const ExchangePtr& exchange, const View& view, std::string_view name) {
  const FormatInfo* const format = find_format_of_path(name);
  const bool is_known = format != nullptr && format->is_document && name == "document" + std::string(format->ending);
  if (!is_known || view.source.type == ViewType::Form) return refuse(*exchange, kNotFound, texts::PreviewNotFound);
  Question question{Ask::File, view.source, options_.language, options_.time};
  question.format = format->format;
  maker_.ask(question, [this, exchange, format](Ending ending, Answer answer) {
    if (ending != Ending::Answered) return refuse(*exchange, kUnavailable, texts::PreviewFileFailed);
    if (answer.parts.empty()) {
      const std::optional<base::JsonView> messages = answer.head.view().find("messages");
      http::Response response = response_with("application/json", messages ? messages->json() : "[]");
      response.status = kUnprocessable;
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

/// For the frame beside the pages. Where none could be made, it says why.
void PreviewFront::send_workbook(const ExchangePtr& exchange, const View& view) {
  if (view.source.type == ViewType::Form) return refuse(*exchange, kNotFound, texts::PreviewNotFound);
  const Question question{Ask::Workbook, view.source, options_.language, options_.time};
  maker_.ask(question, [this, exchange](Ending ending, Answer answer) {
    if (ending != Ending::Answered) return refuse(*exchange, kUnavailable, texts::PreviewFileFailed);
    if (!answer.parts.empty()) {
      return exchange->respond(response_with(kHtml, std::move(answer.parts.front()), kForContent));
    }
    http::Response response = refusal_with(kUnprocessable, texts::PreviewNoWorkbook, options_.language);
    const std::optional<base::JsonView> messages = answer.head.view().find("messages");
    for (std::size_t i = 0; messages && i < messages->size(); ++i) {
      const base::JsonView one = messages->at(i);
      response.body += "\n" + one.text_of("text") + "\n    " + one.text_of("source") + " " + one.text_of("pointer");
    }
    exchange->respond(std::move(response));
  });
}

void PreviewFront::listen(const ExchangePtr& exchange, const View& view) {
  http::Response head = response_with("text/event-stream", ": here\n\n");
  head.headers.push_back({"X-Accel-Buffering", "no"});
  exchange->begin(std::move(head));
  exchange->on_gone([this, raw = exchange.get()] {
    std::erase_if(listeners_, [raw](const Listener& one) { return one.exchange.get() == raw; });
  });
  listeners_.push_back({view.source.id, exchange});
  // What has changed between the page and this is made, and sent.
  if (View* const own = views_->find(view.source.id)) views_->want(*own, [] {});
}

bool PreviewFront::is_seen(const View& view) const {
  return std::any_of(listeners_.begin(), listeners_.end(),
                     [&](const Listener& one) { return one.view == view.source.id; });
}

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
  alive_ = loop_.after(kBetweenSignsOfLife, [this] {
    for (const Listener& one : std::vector<Listener>(listeners_)) one.exchange->write(": still here\n\n");
    keep_alive();
  });
}

}  // namespace gongwen::preview
