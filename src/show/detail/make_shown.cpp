#include "show/detail/make_shown.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/show.h"
#include "package/media_type.h"
#include "pdf/write_pdf.h"
#include "raster/rasterize.h"
#include "raster/svg/write_svg.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::show {
namespace {

using base::Json;
using base::JsonView;
using diagnostics::Diagnostic;
using diagnostics::DiagnosticSink;

constexpr std::array<std::string_view, 4> kForms{"pdf", "png", "svg", "txt"};

/// A name with a placeholder for the page, which is padded with zeros to the width of the count.
std::string page_name(std::string_view name, std::size_t page, std::size_t count) {
  constexpr std::string_view kPlaceholder = "{page}";
  const std::size_t at = name.find(kPlaceholder);
  if (at == std::string_view::npos) return std::string(name);
  const std::size_t width = std::to_string(count).size();
  return fmt::format("{}{:0{}}{}", name.substr(0, at), page, width, name.substr(at + kPlaceholder.size()));
}

std::string make_pdf(ShownDocument& shown, const text::FontLibrary& fonts, DiagnosticSink& sink) {
  pdf::PdfOptions options;
  // Nobody knows what the content means; its text is Unicode.
  options.archive_level = pdf::ArchiveLevel::U;
  options.is_accessible = false;
  options.spare_core = pdf::SpareCore::No;
  for (const ShownAttachment& attached : shown.attachments) {
    options.attachments.push_back({attached.name, std::string(package::media_type_of(attached.bytes, attached.name)),
                                   attached.name, attached.bytes, "Supplement"});
  }
  return pdf::write_pdf(shown.painted, fonts, options, sink);
}

/// Pages are separated by form feeds, as in the text of other converters.
std::string make_text(const ShownDocument& shown) {
  std::string text;
  for (const std::string& page : shown.page_texts) {
    text += page;
    if (!page.empty()) text += '\n';
    text += '\f';
  }
  return text;
}

void make_form(ShownAs form, ShownDocument& shown, const ShowRequest& request, const text::FontLibrary& fonts,
               DiagnosticSink& sink, std::vector<ShownFile>& files) {
  const std::size_t count = shown.painted.pages.size();
  switch (form) {
    case ShownAs::Pdf: files.push_back({form, 0, count, make_pdf(shown, fonts, sink)}); return;
    case ShownAs::Text: files.push_back({form, 0, count, make_text(shown)}); return;
    case ShownAs::Png:
    case ShownAs::Svg: break;
  }
  for (std::size_t page = 1; page <= count && !sink.has_errors(); ++page) {
    ShownFile& file = files.emplace_back();
    file.form = form;
    file.page = page;
    file.pages = 1;
    if (form == ShownAs::Png) {
      file.bytes = raster::rasterize(shown.painted.pages[page - 1], fonts, {.dpi = request.dpi}, sink);
    } else {
      svg::SvgOptions options{"p" + std::to_string(page) + "-"};
      if (!request.svg_name.empty()) {
        options.address_of_page = [&](std::size_t other) {
          return page_name(request.svg_name, other + 1, count);
        };
      }
      file.bytes = svg::write_svg(shown.painted, page - 1, fonts, options);
    }
  }
}

}  // namespace

ShowAnswer make_shown(std::string_view bytes, const ShowRequest& request, const text::FontLibrary& fonts,
                      DiagnosticSink& sink) {
  ShowAnswer answer;
  const std::unique_ptr<ShownDocument> shown = show_ofd(bytes, request.name, fonts, sink);
  if (shown == nullptr) return answer;
  answer.pages = shown->painted.pages.size();
  answer.seals = shown->seals;
  answer.attachments = shown->attachments.size();
  answer.counts = shown->counts;
  const diagnostics::ErrorWatch errors(sink);
  for (const ShownAs form : request.forms) make_form(form, *shown, request, fonts, sink, answer.files);
  if (errors.saw_errors()) answer.files.clear();
  return answer;
}

std::string write_request(const ShowRequest& request) {
  Json json = Json::object();
  Json forms = Json::list();
  for (const ShownAs form : request.forms) forms.add(kForms[static_cast<std::size_t>(form)]);
  json.set("name", request.name).set("forms", std::move(forms)).set("dpi", fmt::format("{}", request.dpi));
  json.set("svgName", request.svg_name).set("fonts", request.fonts_folder);
  json.set("fontFolders", Json::list_of(request.font_folders)).set("seconds", request.seconds);
  return json.text() + "\n";
}

std::optional<ShowRequest> parse_request(std::string_view line) {
  const std::optional<Json> read = base::parse_json(line);
  const auto forms = read ? read->view().find("forms") : std::nullopt;
  const auto folders = read ? read->view().find("fontFolders") : std::nullopt;
  if (!forms || !folders) return std::nullopt;
  ShowRequest request;
  request.name = read->view().text_of("name");
  for (std::size_t i = 0; i < forms->size(); ++i) {
    const auto* const known = std::ranges::find(kForms, forms->at(i).text());
    if (known == kForms.end()) return std::nullopt;
    request.forms.push_back(static_cast<ShownAs>(known - kForms.begin()));
  }
  const std::string dpi = read->view().text_of("dpi");
  std::from_chars(dpi.data(), dpi.data() + dpi.size(), request.dpi);
  request.svg_name = read->view().text_of("svgName");
  request.fonts_folder = read->view().text_of("fonts");
  for (std::size_t i = 0; i < folders->size(); ++i) request.font_folders.emplace_back(folders->at(i).text());
  request.seconds = static_cast<std::uint32_t>(read->view().number_of("seconds").value_or(request.seconds));
  return request;
}

std::string write_answer(const ShowAnswer& answer, const std::vector<Diagnostic>& messages) {
  Json files = Json::list();
  std::string bytes;
  for (const ShownFile& file : answer.files) {
    Json one = Json::object();
    one.set("form", kForms[static_cast<std::size_t>(file.form)]).set("page", file.page).set("pages", file.pages);
    files.add(std::move(one.set("bytes", file.bytes.size())));
    bytes += file.bytes;
  }
  Json list = Json::list();
  for (const Diagnostic& message : messages) {
    Json one = Json::object();
    one.set("id", diagnostics::catalogue_entry(message.id).id).set("severity", static_cast<int>(message.severity));
    list.add(std::move(one.set("arguments", Json::list_of(message.arguments))));
  }
  Json json = Json::object();
  json.set("files", std::move(files)).set("messages", std::move(list)).set("pages", answer.pages);
  json.set("seals", answer.seals).set("attachments", answer.attachments).set("read", answer.counts.read);
  json.set("drawn", answer.counts.drawn).set("reported", answer.counts.reported);
  json.set("hidden", answer.counts.hidden).set("characters", answer.counts.characters);
  return json.text() + "\n" + bytes;
}

namespace {

bool parse_messages(const JsonView& list, DiagnosticSink& sink) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto id = diagnostics::find_message(list.at(i).text_of("id"));
    const auto severity = list.at(i).number_of("severity");
    const auto arguments = list.at(i).find("arguments");
    if (!id || !severity || *severity > static_cast<std::uint64_t>(diagnostics::Severity::Error) || !arguments)
      return false;
    Diagnostic message{*id, static_cast<diagnostics::Severity>(*severity), {}, {}, {}};
    for (std::size_t j = 0; j < arguments->size(); ++j) message.arguments.emplace_back(arguments->at(j).text());
    sink.add(std::move(message));
  }
  return true;
}

bool parse_files(const JsonView& list, std::string_view bytes, std::vector<ShownFile>& files) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const JsonView one = list.at(i);
    const auto* const form = std::ranges::find(kForms, one.text_of("form"));
    const auto size = one.number_of("bytes");
    if (form == kForms.end() || !size || *size > bytes.size()) return false;
    files.push_back({static_cast<ShownAs>(form - kForms.begin()), one.number_of("page").value_or(0),
                     one.number_of("pages").value_or(0), std::string(bytes.substr(0, *size))});
    bytes.remove_prefix(*size);
  }
  return bytes.empty();
}

}  // namespace

std::optional<ShowAnswer> parse_answer(std::string_view text, DiagnosticSink& sink) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::optional<Json> read = base::parse_json(text.substr(0, end));
  const auto files = read ? read->view().find("files") : std::nullopt;
  const auto messages = read ? read->view().find("messages") : std::nullopt;
  ShowAnswer answer;
  if (!files || !messages || !parse_files(*files, text.substr(end + 1), answer.files) ||
      !parse_messages(*messages, sink)) {
    return std::nullopt;
  }
  const auto number = [&](std::string_view name) {
    return static_cast<std::size_t>(read->view().number_of(name).value_or(0));
  };
  answer.pages = number("pages");
  answer.seals = number("seals");
  answer.attachments = number("attachments");
  answer.counts = {number("read"), number("drawn"), number("reported"), number("hidden"), number("characters")};
  return answer;
}

}  // namespace gongwen::show
