#include "preview/detail/front.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/preview.h"
#include "http/fields.h"
#include "inbox/secrets.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gongwen::preview {
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
