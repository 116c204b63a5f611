#include "store/publish/detail/article.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "diagnostics/text.h"
#include "images/photo.h"
#include "store/publish/detail/inline_text.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/detail/site_words.h"
#include "templating/eval_request.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace gongwen::publish {
namespace {

constexpr std::string_view kArticlePage =
#include "article_page.inc"
    ;

/// A telephone's width in CSS px; two pixels for each make 750.
constexpr int kPhoneWidth = 375;
constexpr double kFineDpi = 192;
constexpr double kCoarseDpi = 24;  // to find out how high something is
/// The longest picture that programs show: 32,000 pixels.
constexpr int kMaxHeight = 15'000;
constexpr int kCoverWidth = 1200;
constexpr int kCoverHeight = 510;         // 2.35:1
constexpr std::size_t kMaxSummary = 120;  // characters that the editor takes

constexpr std::string_view kFamily = "font-family:\"Liberation Sans\",\"Noto Sans CJK SC\",sans-serif;";

/// Draws HTML as pictures.
class PagePainter {
 public:
  PagePainter(engine::FontSource& fonts, const RenderOptions& options) : fonts_(fonts), options_(options) {}

  /// Pages of this size in CSS px. Empty if they cannot be drawn, which is not reported: pictures are an extra.
  std::vector<std::string> draw(const std::string& body, int width, int height, double dpi) {
    engine::Run run;
    run.obey(options_);
    RenderOptions making = options_;
    making.png.dpi = dpi;
    making.strict = false;
    making.profile = {};
    std::vector<std::string> pictures;
    run.attempt([&] {
      const text::FontLibrary* const library = fonts_.get(run);
      if (library == nullptr) return false;
      const std::string html = fmt::format(
          "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>-</title><style>@page {{ size: "
          "{}px "
          "{}px; margin: 0 }} html, body {{ margin: 0; padding: 0; {} }}</style></head><body>{}</body></html>",
          width, height, kFamily, body);
      DataSource source;
      source.path = "article.html";
      source.text = html;
      for (engine::FinishedFile& file :
           engine::typeset_pages(source, {Format::Png, "article.png"}, *library, EngineOptions{}, making, run)) {
        pictures.push_back(std::move(file.bytes));
      }
      return true;
    });
    return pictures;
  }

  /// One picture as high as its content, or several of the greatest height.
  std::vector<std::string> draw_strip(const std::string& body, int width, double dpi) {
    const std::vector<std::string> coarse = draw(body, width, kMaxHeight, kCoarseDpi);
    if (coarse.size() != 1) return coarse.empty() ? coarse : draw(body, width, kMaxHeight, dpi);
    const std::optional<int> height = content_height(coarse.front());
    return height ? draw(body, width, *height, dpi) : std::vector<std::string>();
  }

 private:
  /// The height in CSS px down to the last row that is not white.
  static std::optional<int> content_height(const std::string& picture) {
    const auto gray = images::read_red(picture, {100'000'000, 1'000'000});
    if (!gray) return std::nullopt;
    const std::size_t last = gray->pixels.find_last_not_of('\xFF');
    if (last == std::string::npos) return std::nullopt;
    const std::size_t rows = last / gray->width + 1;
    return static_cast<int>(static_cast<double>(rows) * 96 / kCoarseDpi) + 24;
  }

  engine::FontSource& fonts_;
  const RenderOptions& options_;
};

std::string png_address(const std::string& png) {
  std::string address = "data:image/png;base64,";
  base::append_base64(address, png);
  return address;
}

/// Charts are drawings, which the editor drops: they become pixels.
std::string picture_for_editor(std::string_view address, PagePainter& painter) {
  if (!address.starts_with("data:image/svg")) return std::string(address);
  const std::string body =
      "<img src=\"" + base::escape_attribute(address) + "\" style=\"display:block;width:640px;height:auto\">";
  const std::vector<std::string> drawn = painter.draw_strip(body, 640, kFineDpi);
  return drawn.empty() ? std::string() : png_address(drawn.front());
}

std::string cover_body(const ArticleSource& source) {
  const bool starts = !source.series.empty() && source.title.starts_with(source.series);
  const std::string head = starts ? source.series : source.title;
  const std::string rest = starts ? source.title.substr(source.series.size()) : std::string();
  const auto line = [](std::string_view style, const std::string& text) {
    return text.empty() ? std::string() : fmt::format("<div style=\"{}\">{}</div>", style, base::escape_markup(text));
  };
  return fmt::format("<div style=\"height:{}px;border-left:28px solid #b3261e\">", kCoverHeight) +
         line("padding:110px 60px 0 70px;font-size:64px;line-height:1.35;font-weight:bold;color:#b3261e", head) +
         line("padding:24px 60px 0 70px;font-size:48px;line-height:1.4;color:#1b1b1b", rest) +
         line("padding:28px 60px 0 70px;font-size:28px;line-height:1.4;color:#595959", source.issuer) + "</div>";
}

std::string summary_of(const ArticleSource& source, Language language) {
  std::string summary;
  for (const SectionHeadings& section : source.sections) {
    if (!summary.empty()) summary += texts::PublishArticleAnd.in(language);
    summary += texts::PublishArticlePart.in(language, section.title, section.items.size());
  }
  if (base::count_code_points(summary) <= kMaxSummary) return summary;
  return std::string(base::first_code_points(summary, kMaxSummary - 1)) + "…";
}

base::Json article_words(Language language) {
  base::Json words = base::Json::object();
  words.set("heading", texts::PublishArticleHeading.in(language)).set("help", texts::PublishArticleHelp.in(language));
  words.set("title", texts::PublishArticleTitle.in(language)).set("summary", texts::PublishArticleSummary.in(language));
  words.set("text", texts::PublishArticleText.in(language)).set("cover", texts::PublishArticleCover.in(language));
  words.set("strip", texts::PublishArticleStrip.in(language))
      .set("copy_title", texts::PublishArticleCopyTitle.in(language));
  words.set("copy_summary", texts::PublishArticleCopySummary.in(language));
  words.set("copy_text", texts::PublishArticleCopyText.in(language))
      .set("copied", texts::PublishArticleCopied.in(language));
  return std::move(words.set("not_copied", texts::PublishArticleNotCopied.in(language)));
}

}  // namespace

std::vector<SiteFile> make_article(const ArticleSource& source, engine::FontSource& fonts, const RenderOptions& options,
                                   const store::Workspace& workspace) {
  PagePainter painter(fonts, options);
  const Language language = language_of_tag(source.file_lang);
  const dom::Tree tree = parse_issue_text(source.text);
  InlineOptions looks;
  looks.links = false;
  looks.notes_title = texts::PublishArticleNotes.in(language);
  // In the long picture drawings stay drawings.
  looks.picture = [](std::string_view address) {
    return std::string(address);
  };
  const std::string strip_body =
      "<div style=\"padding:24px 20px;\"><h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.4;color:#b3261e;\">" +
      base::escape_markup(source.title) + "</h1>" + inline_html(tree, looks) + "</div>";
  const std::vector<std::string> strips = painter.draw_strip(strip_body, kPhoneWidth, kFineDpi);
  const std::vector<std::string> cover = painter.draw(cover_body(source), kCoverWidth, kCoverHeight, 96);
  if (strips.empty() || cover.size() != 1) return {};
  looks.picture = [&painter](std::string_view address) {
    return picture_for_editor(address, painter);
  };
  base::Json names = base::Json::list();
  std::vector<SiteFile> files;
  for (std::size_t i = 0; i < strips.size(); ++i) {
    const std::string name = source.stem + (i == 0 ? ".long.png" : fmt::format(".long-{}.png", i + 1));
    names.add(name);
    files.push_back({name, strips[i]});
  }
  files.push_back({kCoverName, cover.front()});
  base::Json context = base::Json::object();
  context.set("lang", source.file_lang).set("title", source.title).set("summary", summary_of(source, language));
  context.set("words", article_words(language)).set("cover", kCoverName).set("strips", std::move(names));
  context.set("text", inline_html(tree, looks));
  base::Json flags = base::Json::object();
  flags.set("trim_blocks", true).set("lstrip_blocks", true);
  base::Json request = base::Json::object();
  request.set("template", kArticlePage).set("files", base::Json::object());
  request.set("context", std::move(context)).set("options", std::move(flags));
  const diagnostics::SourceId id = workspace.sources.add("<" + source.stem + ".wechat.html>", request.text());
  base::Expected<std::string> page =
      templating::evaluate_json_request(id, workspace.sources, {}, workspace.sink, nullptr);
  if (!page) return {};
  files.insert(files.begin(), {source.stem + ".wechat.html", *std::move(page)});
  return files;
}

}  // namespace gongwen::publish
