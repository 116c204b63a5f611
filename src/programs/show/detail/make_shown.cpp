#include "programs/show/detail/make_shown.h"

#include "base/format.h"
#include "package/media_type.h"
#include "paint/raster/rasterize.h"
#include "paint/svg/write_svg.h"
#include "pdf/write_pdf.h"
#include "programs/show/detail/show_ofd.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::show {
namespace {

using diagnostics::DiagnosticSink;

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
  // The meaning of the content is unknown, but its text is Unicode.
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
  const std::size_t last = request.page == 0 ? count : std::min(request.page, count);
  for (std::size_t page = std::max<std::size_t>(request.page, 1); page <= last && !sink.has_errors(); ++page) {
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

}  // namespace gongwen::show
