// The page around the pictures, as HTML.
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/preview.h"
#include "preview/detail/front.h"
#include "resources/source_store.h"
#include "templating/eval_request.h"

namespace gongwen::preview {
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

}  // namespace gongwen::preview
