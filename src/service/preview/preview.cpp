// Both sides of the preview: the worker, which lays documents out and keeps the last good pages of some views to answer
// questions about them, and LivePreview, which connects front, views and worker in one event loop.
#include "service/preview/preview.h"

#include "base/expected.h"
#include "base/file_path.h"
#include "base/format.h"
#include "diagnostics/catalogue/texts/preview.h"
#include "gongwen/form.h"
#include "gongwen/preview.h"
#include "resources/message_channel.h"
#include "service/http/server.h"
#include "service/inbox/secrets.h"
#include "service/preview/detail/front.h"
#include "service/preview/detail/question.h"
#include "service/worker.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include <signal.h>

namespace gongwen::preview {
namespace {

/// Number of views whose pages are kept for questions about them. A Preview holds the whole layout, so only the last
/// views can answer questions about places without laying out again.
constexpr std::size_t kKeptViews = 4;
constexpr std::size_t kMaxMessages = 200;
/// Number of messages that lead to their places: finding a place in a long document takes time. Messages beyond
/// kMaxMessages are only counted, since the author mends the first ones first.
constexpr std::size_t kMaxPlaced = 50;
constexpr std::size_t kMaxPages = 200;

/// Returns a hash that tells whether a page has changed; it is not cryptographic. The browser
/// gets pages as files with this hash in their address; a collision would only show an old
/// page.
std::string hash_text(std::string_view bytes) {
  return fmt::format("{:x}-{:x}", bytes.size(), std::hash<std::string_view>()(bytes));
}

Language other_language(Language language) {
  for (const Language one : {Language::English, Language::Chinese}) {
    if (one != language) return one;
  }
  return language;
}

// One decimal place: enough for marks, and the same text for the same layout.
base::Json px(double length) { return fmt::format("{:.1f}", length); }

/// Returns a place on a page; empty if it is on no page.
base::Json spot_json(const std::optional<PageSpot>& spot) {
  base::Json json = base::Json::object();
  if (!spot) return json;
  json.set("page", spot->page + 1).set("left", px(spot->left)).set("top", px(spot->top));
  json.set("width", px(spot->width)).set("height", px(spot->height));
  return json;
}

/// Returns a place in a template: `templates/letter/document.html:12:5`.
std::string place_words(const TemplatePlace& place) {
  return place.file.empty() ? std::string() : fmt::format("{}:{}:{}", place.file, place.range.line, place.range.column);
}

std::string place_words(const ValuePlace& place) {
  if (place.range && !place.file.empty()) {
    return fmt::format("{}:{}:{}", place.file, place.range->line, place.range->column);
  }
  return place.file + (place.cell.empty() ? std::string() : " " + place.cell);
}

void add_places(base::Json& json, const std::optional<TemplatePlace>& source, const std::optional<ValuePlace>& data) {
  json.set("source", source ? place_words(*source) : std::string()).set("has_data", data.has_value());
  json.set("data", data ? place_words(*data) : std::string());
  json.set("pointer", data ? data->pointer.value_or(std::string()) : std::string());
}

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Note: break;
  }
  return "note";
}

// `shown` may be null: then the message has no place on a page.
base::Json message_json(const Message& message, Language language, const Preview* shown) {
  base::Json json = base::Json::object();
  json.set("severity", severity_word(message.severity)).set("id", message.id);
  json.set("text", message.text.in(language)).set("hint", message.hint.in(language));
  add_places(json, message.source, message.data);
  const std::optional<PageSpot> spot = shown == nullptr ? std::nullopt : shown->find(message);
  return std::move(json.set("spot", spot_json(spot)));
}

/// Returns what was found at a point; `spot` is nullopt if nothing was found.
base::Json inspection_json(const Inspection& found, const std::optional<PageSpot>& spot) {
  base::Json rules = base::Json::list();
  for (const PlacedRule& rule : found.rules) {
    base::Json declarations = base::Json::list();
    for (const PlacedDeclaration& declaration : rule.declarations) {
      base::Json one = base::Json::object();
      one.set("text", declaration.text).set("line", declaration.place.range.line);
      one.set("overridden", declaration.is_overridden);
      declarations.add(std::move(one));
    }
    base::Json one = base::Json::object();
    one.set("selectors", rule.selectors).set("place", place_words(rule.place)).set("from", rule.inherited_from);
    rules.add(std::move(one.set("declarations", std::move(declarations))));
  }
  base::Json json = base::Json::object();
  json.set("spot", spot_json(spot)).set("element", found.element);
  add_places(json, found.source, found.data);
  return std::move(json.set("rules", std::move(rules)));
}

// The process has one thread: questions are answered in order of arrival.
class Worker {
 public:
  Worker(const Engine& engine, std::string kind, RenderOptions render)
      : engine_(engine), kind_(std::move(kind)), render_(std::move(render)) {}

  Answer answer(const Question& question) {
    switch (question.ask) {
      case Ask::Pages: return is_web_form(question.view.type) ? form(question) : pages(question);
      case Ask::Inspect: return inspect(question);
      case Ask::File: return file(question);
      case Ask::Workbook: return workbook(question);
    }
    return {};
  }

 private:
  struct Kept {
    std::string id;
    std::unique_ptr<Preview> shown;  // the last document with pages
  };

  RenderOptions options(const Question& question) const {
    RenderOptions options = render_;
    options.fillable = question.view.type == ViewType::Fillable;
    // The engine ends by itself at this time, with a message; Maker waits kGrace longer before it kills the worker.
    options.deadline = std::chrono::steady_clock::now() + question.time;
    return options;
  }

  /// Returns the data of a view; or the report if data cannot be lengthened.
  base::Expected<DataSource, Report> source(const Question& question, const RenderOptions& options) const {
    switch (question.view.type) {
      case ViewType::Data: return DataSource{question.view.data};
      // Data in which every text is longer, so that an author sees what breaks.
      case ViewType::Long: {
        TextResult stretched = engine_.stretched_data(kind_, {question.view.data}, options);
        if (stretched.text.empty()) return base::Failure{std::move(stretched.report)};
        return DataSource{question.view.data, std::move(stretched.text)};
      }
      case ViewType::Blank:
      case ViewType::Fillable:
      case ViewType::Form:
      case ViewType::OtherForm: break;
    }
    return DataSource{};
  }

  /// Returns the entry of a view, moved to the front; drops the least recently used one.
  Kept& kept(const std::string& id) {
    // The least recently used entry is dropped first: kept_ is in the order of use.
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.id == id; });
    Kept one{id, known == kept_.end() ? nullptr : std::move(known->shown)};
    if (known != kept_.end()) kept_.erase(known);
    kept_.push_front(std::move(one));
    if (kept_.size() > kKeptViews) kept_.pop_back();
    return kept_.front();
  }

  /// Returns the files beside the data, to be watched. `made` may be null.
  static std::vector<std::string> files_beside(const Question& question, const Preview* made) {
    std::vector<std::string> files;
    // `made` is null if data cannot be lengthened; the data file itself is watched in any case, so that a correction is
    // noticed.
    if (question.view.data.empty()) return files;
    files.push_back(question.view.data);
    if (made == nullptr) return files;
    const std::string_view folder = base::folder_part(question.view.data);
    for (const std::string& name : made->files_beside()) files.push_back(base::join_path(folder, name));
    return files;
  }

  static void add_messages(base::Json& head, const Report& report, Language language, const Preview* shown) {
    base::Json messages = base::Json::list();
    for (const Message& message : report.messages()) {
      if (messages.size() == kMaxMessages) break;
      const bool is_placed = messages.size() < kMaxPlaced;
      messages.add(message_json(message, language, is_placed ? shown : nullptr));
    }
    head.set("messages", std::move(messages));
    head.set("errors", report.error_count()).set("warnings", report.warning_count());
  }

  Answer pages(const Question& question) {
    const RenderOptions wanted = options(question);
    const base::Expected<DataSource, Report> data = source(question, wanted);
    std::unique_ptr<Preview> made = data ? engine_.preview(kind_, *data, wanted) : nullptr;
    const std::size_t count = made == nullptr ? 0 : made->page_count();
    Kept& last = kept(question.view.id);
    // Pages that the front has already are named by their hashes and not sent again.
    Answer answer;
    base::Json pages = base::Json::list();
    for (std::size_t i = 0; i < std::min(count, kMaxPages); ++i) {
      // Drawn each time, since only the text tells whether it differs; known pages are not sent.
      std::string svg = made->svg(i);
      base::Json page = base::Json::object();
      const PictureSize size = made->size(i);
      std::string hash = hash_text(svg);
      page.set("width", px(size.width)).set("height", px(size.height)).set("hash", hash);
      if (std::find(question.known.begin(), question.known.end(), hash) == question.known.end()) {
        page.set("part", answer.parts.size());
        answer.parts.push_back(std::move(svg));
      }
      pages.add(std::move(page));
    }
    answer.head.set("pages", std::move(pages)).set("count", count);
    answer.head.set("has_workbook", made != nullptr && made->has_workbook());
    answer.head.set("files", base::Json::list_of(engine_.template_files(kind_)));
    answer.head.set("beside", base::Json::list_of(files_beside(question, made.get())));
    // If no page could be made, places are looked up in the last pages, which are still on the screen.
    const Preview* const shown = count > 0 ? made.get() : last.shown.get();
    add_messages(answer.head, made == nullptr ? data.error() : made->report(), question.language, shown);
    // After an error the pages of the last good document are kept for questions.
    if (count > 0) last.shown = std::move(made);
    return answer;
  }

  /// The web form as one page of HTML.
  Answer form(const Question& question) {
    FormPageInput input;
    input.language = question.language;
    if (question.view.type == ViewType::OtherForm) input.language = other_language(question.language);
    TextResult made = engine_.form_page(kind_, input);
    Answer answer;
    base::Json pages = base::Json::list();
    if (!made.text.empty()) {
      base::Json page = base::Json::object();
      pages.add(std::move(page.set("hash", hash_text(made.text)).set("part", 0U)));
      answer.parts.push_back(std::move(made.text));
    }
    answer.head.set("pages", std::move(pages));
    answer.head.set("files", base::Json::list_of(engine_.template_files(kind_)));
    answer.head.set("beside", base::Json::list());
    add_messages(answer.head, made.report, question.language, nullptr);
    return answer;
  }

  Answer inspect(const Question& question) {
    Kept& last = kept(question.view.id);
    // The view was dropped, or a new worker was started: it is made again for this question.
    if (last.shown == nullptr) {
      const RenderOptions wanted = options(question);
      const base::Expected<DataSource, Report> data = source(question, wanted);
      std::unique_ptr<Preview> made = data ? engine_.preview(kind_, *data, wanted) : nullptr;
      if (made != nullptr && made->page_count() > 0) last.shown = std::move(made);
    }
    std::optional<Inspection> found;
    if (last.shown != nullptr && question.page < last.shown->page_count()) {
      found = last.shown->inspect(question.page, question.x, question.y);
    }
    return {found ? inspection_json(*found, found->spot) : inspection_json({}, std::nullopt)};
  }

  Answer file(const Question& question) {
    const RenderOptions wanted = options(question);
    const base::Expected<DataSource, Report> data = source(question, wanted);
    Rendering rendering = data ? engine_.render(kind_, *data, {question.format}, wanted) : Rendering{};
    Answer answer;
    add_messages(answer.head, data ? rendering.report : data.error(), question.language, nullptr);
    if (!rendering.files.empty()) answer.parts.push_back(std::move(rendering.files.front().bytes));
    return answer;
  }

  /// The workbook of the present data, even if no pages can be made of it.
  Answer workbook(const Question& question) const {
    const RenderOptions wanted = options(question);
    const base::Expected<DataSource, Report> data = source(question, wanted);
    TextResult page;
    if (data) page = engine_.preview(kind_, *data, wanted)->workbook_page(question.language);
    Answer answer;
    add_messages(answer.head, data ? page.report : data.error(), question.language, nullptr);
    if (!page.text.empty()) answer.parts.push_back(std::move(page.text));
    return answer;
  }

  const Engine& engine_;
  std::string kind_;
  RenderOptions render_;
  std::deque<Kept> kept_;
};

}  // namespace

int run_preview_worker(resources::FileDescriptor socket, const Engine& engine, const std::string& kind,
                       const RenderOptions& render) {
  // Templates and data of an author may be anywhere, so files stay accessible: no restriction of files, but no network
  // and no other programs.
  service::give_up_rights({});
  resources::MessageChannel channel(std::move(socket));
  Worker worker(engine, kind, render);
  std::string message;
  while (channel.receive(message, kMaxMessage, nullptr, nullptr) == resources::Exchange::Done) {
    const std::optional<Question> question = read_question(message);
    if (!question || resources::write_all(channel.socket(), write_answer(worker.answer(*question)))) break;
  }
  return 0;
}

namespace {

constexpr std::size_t kSecretBytes = 16;
constexpr std::string_view kAnyPort = "127.0.0.1:0";

std::vector<View> views_of(const PreviewOptions& options) {
  // Tabs in the order in which they are shown: each data file, then the views that are derived from the kind.
  std::vector<View> views;
  const auto add = [&](std::string id, ViewType type, std::string data, std::string title) {
    View view;
    view.source = {std::move(id), type, std::move(data)};
    view.title = std::move(title);
    views.push_back(std::move(view));
  };
  for (std::size_t i = 0; i < options.data_files.size(); ++i) {
    const std::string& file = options.data_files[i];
    add("data-" + std::to_string(i + 1), ViewType::Data, file, std::string(base::file_name(file)));
  }
  if (!options.data_files.empty()) {
    add("long", ViewType::Long, options.data_files.front(), std::string(texts::PreviewLong.in(options.language)));
  }
  add("blank", ViewType::Blank, {}, std::string(texts::PreviewBlank.in(options.language)));
  add("fillable", ViewType::Fillable, {}, std::string(texts::PreviewFillable.in(options.language)));
  add("form", ViewType::Form, {}, std::string(texts::PreviewForm.in(options.language)));
  add("other-form", ViewType::OtherForm, {}, std::string(texts::PreviewOtherForm.in(options.language)));
  return views;
}

/// The preview from its start to its end.
class LivePreview {
 public:
  explicit LivePreview(PreviewOptions options)
      // Members are made in the order of their declaration: the front and the views refer to loop and maker.
      : options_(std::move(options)),
        maker_(loop_, options_.worker_program, options_.worker_arguments),
        front_(loop_, maker_,
               {options_.title, inbox::random_text(kSecretBytes), options_.language, options_.time, options_.log}),
        views_(
            loop_, maker_,
            {views_of(options_), options_.template_files, options_.further_files, options_.language, options_.time},
            [this](const View& view) { return front_.is_seen(view); },
            [this](const View& view, const ViewChange& change) { front_.tell(view, change); }),
        server_(loop_, front_, server_options(options_)) {}

  base::Expected<int, PreviewError> run() {
    // Signals are blocked before the worker starts: one that arrives from now on waits for the loop.
    const http::EventLoop::Watch terminated = loop_.on_signal(SIGTERM, [this] { loop_.stop(); });
    const http::EventLoop::Watch interrupted = loop_.on_signal(SIGINT, [this] { loop_.stop(); });
    const base::Expected<std::string, http::ListenError> address = server_.listen(std::string(kAnyPort));
    if (!address) {
      return base::Failure{PreviewError{PreviewError::Kind::CannotListen, std::string(kAnyPort), address.error().code}};
    }
    if (const std::error_code error = maker_.start()) {
      return base::Failure{PreviewError{PreviewError::Kind::CannotStartWorker, options_.worker_program, error}};
    }
    front_.open(views_, *address);
    if (options_.ready) options_.ready(front_.address());
    // The first view is made before it is requested: the result is kept, so the browser does not have to
    // wait.
    views_.want(*views_.find(views_.all().front().source.id), [] {});
    loop_.run();
    return 0;
  }

 private:
  static http::ServerOptions server_options(const PreviewOptions& options) {
    http::ServerOptions server;
    server.clock = options.clock;
    return server;
  }

  PreviewOptions options_;
  http::EventLoop loop_;
  Maker maker_;
  PreviewFront front_;
  Views views_;
  http::Server server_;
};

}  // namespace

base::Expected<int, PreviewError> run_preview(PreviewOptions options) { return LivePreview(std::move(options)).run(); }

}  // namespace gongwen::preview
