#include "engine/bind/detail/placed_pages.h"

#include "base/assert.h"
#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/detail/data_files.h"
#include "images/image_set.h"
#include "images/tiff_pages.h"
#include "intake/read_returned.h"
#include "resources/read_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

// Pages of foreign files in a set: reading them, reporting on them, and making them part of painted pages.
// The set claims a standard (PDF/A, PDF/UA) only if all its parts do. How a page of a PDF gets into the
// set:
// 1. read_pdf() has another process copy the page's objects (intake/copied_pages.h): streams, fonts,
//    tags, links, bookmarks, and facts such as signatures, which cannot survive copying.
// 2. The template lays out a sheet with a blank drawing of the page's size, with number and label of the
//    set.
// 3. finish() gives the drawing its place, moves number and label to the edges of the sheet, and adds
//    tags and links.
// 4. add_to() tells the PDF writer to write the copied page where the drawing is.
// Scans take the same way as pictures, without steps 1 and 4.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using base::LayoutUnit;
using diagnostics::TextPair;
using paint::ElementId;
using paint::StructureRole;

// In points, 72 to the inch of 25.4 mm.
constexpr double kA4Short = 210 * 72 / 25.4;
constexpr double kA4Long = 297 * 72 / 25.4;
/// Pages that are A4 except for rounding keep their size.
constexpr double kAlmost = 0.005;

/// A list in words: `a, b`.
void append_item(TextPair& list, const TextPair& item) {
  if (!list.english.empty()) list += texts::ListComma;
  list += item;
}

/// The size of the sheet in points, and the scale of the placed content.
struct SheetSize {
  double width = 0;
  double height = 0;
  double scale = 1;
};

/// Larger pages are reduced to A4, smaller ones are centred on it; pictures fill the sheet (`fills`). A wide page gets
/// a wide sheet. Sizes are in points and positive.
SheetSize a4_sheet(double width, double height, bool fills) {
  SheetSize sheet{kA4Short, kA4Long};
  if (width > height) std::swap(sheet.width, sheet.height);
  const double fitting = std::min(sheet.width / width, sheet.height / height);
  sheet.scale = fills ? fitting : std::min(1.0, fitting);
  // A page of 595 × 842 pt, as many programs round A4, keeps its size to the point.
  if (std::abs(sheet.scale - 1) < kAlmost && !fills) sheet.scale = 1;
  return sheet;
}

// Structure types of PDF 1.7 (ISO 32000-1, 14.8.4) → roles of this program. Types that it does not write become the
// nearest one: the `Document` of the part is a section of the set, `Formula` a figure. Returns nullopt for names other
// than standard types.
std::optional<StructureRole> role_named(std::string_view name) {
  static constexpr auto kRoles =
      std::to_array<std::pair<std::string_view, StructureRole>>({{"Document", StructureRole::Sect},
                                                                 {"Part", StructureRole::Sect},
                                                                 {"Art", StructureRole::Art},
                                                                 {"Sect", StructureRole::Sect},
                                                                 {"Div", StructureRole::Div},
                                                                 {"BlockQuote", StructureRole::BlockQuote},
                                                                 {"Caption", StructureRole::Caption},
                                                                 {"TOC", StructureRole::Toc},
                                                                 {"TOCI", StructureRole::TocItem},
                                                                 {"P", StructureRole::P},
                                                                 {"H", StructureRole::H1},
                                                                 {"H1", StructureRole::H1},
                                                                 {"H2", StructureRole::H2},
                                                                 {"H3", StructureRole::H3},
                                                                 {"H4", StructureRole::H4},
                                                                 {"H5", StructureRole::H5},
                                                                 {"H6", StructureRole::H6},
                                                                 {"L", StructureRole::L},
                                                                 {"LI", StructureRole::LI},
                                                                 {"Lbl", StructureRole::Lbl},
                                                                 {"LBody", StructureRole::LBody},
                                                                 {"Table", StructureRole::Table},
                                                                 {"THead", StructureRole::THead},
                                                                 {"TBody", StructureRole::TBody},
                                                                 {"TFoot", StructureRole::TFoot},
                                                                 {"TR", StructureRole::TR},
                                                                 {"TH", StructureRole::TH},
                                                                 {"TD", StructureRole::TD},
                                                                 {"Span", StructureRole::Span},
                                                                 {"Quote", StructureRole::Quote},
                                                                 {"Note", StructureRole::Note},
                                                                 {"Reference", StructureRole::Reference},
                                                                 {"Code", StructureRole::Code},
                                                                 {"Link", StructureRole::Link},
                                                                 {"Ruby", StructureRole::Ruby},
                                                                 {"RB", StructureRole::RB},
                                                                 {"RT", StructureRole::RT},
                                                                 {"Figure", StructureRole::Figure},
                                                                 {"Formula", StructureRole::Figure},
                                                                 {"BibEntry", StructureRole::P},
                                                                 {"Annot", StructureRole::Span},
                                                                 {"RP", StructureRole::Span},
                                                                 {"Warichu", StructureRole::Span},
                                                                 {"WT", StructureRole::Span},
                                                                 {"WP", StructureRole::Span}});
  for (const auto& [known, role] : kRoles) {
    if (known == name) return role;
  }
  return std::nullopt;
}

// Attributes of tables and lists, ISO 32000-1, 14.8.5: `Scope` of a header cell, `ListNumbering` of a
// list. Unknown names mean none.
paint::HeaderScope scope_named(std::string_view name) {
  if (name == "Row") return paint::HeaderScope::Row;
  if (name == "Column") return paint::HeaderScope::Column;
  return name == "Both" ? paint::HeaderScope::Both : paint::HeaderScope::None;
}

paint::ListNumbering numbering_named(std::string_view name) {
  using paint::ListNumbering;
  static constexpr auto kNumberings =
      std::to_array<std::pair<std::string_view, ListNumbering>>({{"Disc", ListNumbering::Disc},
                                                                 {"Circle", ListNumbering::Circle},
                                                                 {"Square", ListNumbering::Square},
                                                                 {"Decimal", ListNumbering::Decimal},
                                                                 {"UpperRoman", ListNumbering::UpperRoman},
                                                                 {"LowerRoman", ListNumbering::LowerRoman},
                                                                 {"UpperAlpha", ListNumbering::UpperAlpha},
                                                                 {"LowerAlpha", ListNumbering::LowerAlpha}});
  for (const auto& [known, numbering] : kNumberings) {
    if (known == name) return numbering;
  }
  return ListNumbering::None;
}

/// Language tags such as `en-GB` (BCP 47, at most 20 characters here); other texts, which a file may
/// claim, are left out.
bool is_language(std::string_view tag) {
  return tag.size() >= 2 && tag.size() <= 20 && base::is_ascii_alpha(tag[0]) && base::is_ascii_alpha(tag[1]) &&
         std::all_of(tag.begin(), tag.end(), [](char c) { return base::is_ascii_alnum(c) || c == '-'; });
}

/// Messages show addresses, so only characters that would have another meaning are encoded.
std::string address_of_file(std::string_view name) {
  constexpr std::string_view kMeaningful = "%?#:";
  std::string address;
  for (const char c : name) {
    if (kMeaningful.find(c) == std::string_view::npos) {
      address += c;
    } else {
      base::append_percent_encoded(address, c);
    }
  }
  return address;
}

/// The size of a picture in px; 0, after a report, if it cannot be read.
images::NaturalSize picture_size(const std::string& bytes, std::string_view address, const diagnostics::Origin& origin,
                                 diagnostics::DiagnosticSink& sink) {
  // ImageSet reads files by name; this source returns its single file for any name.
  class OneFile final : public images::ImageFiles {
   public:
    explicit OneFile(const std::string& bytes) : bytes_(bytes) {}
    base::Expected<std::string> read(std::string_view, const diagnostics::Origin&,
                                     diagnostics::DiagnosticSink&) override {
      return bytes_;
    }

   private:
    const std::string& bytes_;
  } file(bytes);
  images::ImageSet set(&file, nullptr, sink);
  const images::ImageId id = set.load(address, origin);
  return id ? set.image(id).size : images::NaturalSize{};
}

// A drawing with the size of the page, in points, which keeps the place for the copied page.
std::string blank_drawing(double width, double height) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.2f}\" height=\"{:.2f}\" "
      "viewBox=\"0 0 {:.2f} {:.2f}\"><rect width=\"1\" height=\"1\" fill=\"#fff\"/></svg>",
      width, height, width, height);
}

}  // namespace

bool PlacedPages::read(const DataSource& plan, intake::FileReader& reader, Run& plan_run) {
  const bool is_read = is_pdf() ? read_pdf(plan, reader, plan_run) : read_pictures(plan, plan_run);
  if (!is_read) return false;
  // The title for bookmarks and alternative texts: of the plan, of the PDF, or the name of the file.
  title_ = planned_.title;
  if (title_.empty() && is_pdf()) title_ = std::string(base::trim_ascii_space(copied_.facts.title));
  if (title_.empty()) title_ = std::string(base::file_name(planned_.path));
  const bool has_pictures =
      std::any_of(sheets_.begin(), sheets_.end(), [](const Sheet& sheet) { return !sheet.has_tags; });
  // Pages without tags are pictures to screen readers, and should be described.
  if (has_pictures && placed_.alternative.empty()) {
    plan_run.sink().report(messages::EngineBindAlt, planned_.path_origin, base::file_name(planned_.path), title_);
  }
  return true;
}

namespace {

/// The bytes of a file that the plan names: those in memory come first. Reports: resources/*.
std::optional<std::string> bytes_at(const std::string& path, const DataSource& plan, Run& run) {
  if (const MemoryFile* const given = find_file(plan.files, path)) return given->bytes;
  base::Expected<std::string> read = resources::read_bytes(path, {}, run.sink());
  return read ? std::optional(*std::move(read)) : std::nullopt;
}

}  // namespace

bool PlacedPages::read_pdf(const DataSource& plan, intake::FileReader& reader, Run& plan_run) {
  const auto bytes = bytes_at(planned_.path, plan, plan_run);
  if (!bytes) return false;
  if (intake::sniff(*bytes) != intake::FileType::Pdf) {
    // Recognised by its bytes, not by its name.
    plan_run.sink().report(messages::EngineBindNotPdf, planned_.path_origin, planned_.path);
    return false;
  }
  std::vector<intake::Notice> notices;
  auto copied = reader.copy_pages(*bytes, placed_.pages, {}, notices);
  // Notices of the reader get the path as their first argument, since the reader does not know it.
  for (const intake::Notice& notice : notices) {
    std::vector<std::string> arguments = notice.arguments;
    arguments.insert(arguments.begin(), planned_.path);
    plan_run.sink().add(
        {notice.id, diagnostics::catalogue_entry(notice.id).severity, planned_.path_origin, std::move(arguments), {}});
  }
  if (!copied) return false;
  copied_ = *std::move(copied);
  // The state comes first: facts about a file that was not read are meaningless.
  if (!check_state(plan_run) || !check_facts(plan_run)) return false;
  report_losses(plan_run);
  for (std::size_t i = 0; i < copied_.pages.size(); ++i) {
    const intake::CopiedPage& page = copied_.pages[i];
    // `contents` counts the marked contents of a stream; a page with
    // any of them is tagged.
    const bool has_tags = std::any_of(page.streams.begin(), page.streams.end(),
                                      [](const intake::CopiedStream& stream) { return stream.contents > 0; });
    files_.push_back({fmt::format("page-{}.svg", i + 1), blank_drawing(page.width, page.height)});
    sheets_.push_back({page.width, page.height, has_tags, files_.back().path});
  }
  // Moved: the set may have hundreds of megabytes of scans in PDFs.
  for (intake::CopiedObject& object : copied_.objects) {
    file_.objects.push_back({std::move(object.body), object.is_stream, object.is_unpacked, std::move(object.data)});
  }
  copied_.objects.clear();
  return true;
}

// Reports why pages could not be copied at all; each state has its own message with a remedy.
bool PlacedPages::check_state(Run& plan_run) const {
  const auto refuse = [&](const auto& message) {
    plan_run.sink().report(message, planned_.path_origin, planned_.path);
    return false;
  };
  switch (copied_.state) {
    case intake::CopyState::Ready: return true;
    case intake::CopyState::Encrypted: return refuse(messages::EngineBindPdfEncrypted);
    case intake::CopyState::Damaged: return refuse(messages::EngineBindPdfDamaged);
    case intake::CopyState::TooLarge: return refuse(messages::EngineBindPdfTooLarge);
    case intake::CopyState::NoLibrary: return refuse(messages::EngineBindNoLibrary);
    case intake::CopyState::NoSuchPage: break;
  }
  plan_run.sink().report(messages::EngineBindNoSuchPage, placed_.pages_origin, planned_.path, copied_.facts.page_count,
                         placed_.pages);
  return false;
}

/// Checks for reasons why pages would be useless or misleading in a set. XFA forms have no pages but a notice; hidden
/// layers could show content that was never seen; signatures are not valid for a copied page, which the plan must
/// accept (`loses_signatures`).
bool PlacedPages::check_facts(Run& plan_run) const {
  const intake::CopiedFacts& facts = copied_.facts;
  diagnostics::DiagnosticSink& sink = plan_run.sink();
  if (facts.is_xfa_only) {
    sink.report(messages::EngineBindPdfXfa, planned_.path_origin, planned_.path);
    return false;
  }
  if (facts.has_hidden_layers) {
    sink.report(messages::EngineBindPdfLayers, planned_.path_origin, planned_.path);
    return false;
  }
  if (facts.signatures == 0) return true;
  if (!placed_.loses_signatures) {
    sink.report(messages::EngineBindPdfSigned, planned_.path_origin, planned_.path, facts.signatures);
    return false;
  }
  sink.report(messages::EngineBindSignatureLost, planned_.path_origin, planned_.path, facts.signatures);
  return true;
}

// Reports two notes: content that becomes part of the drawing (values of fields, visible comments), and content that is
// left out. The reader has counted both.
void PlacedPages::report_losses(Run& plan_run) const {
  const intake::CopiedFacts& facts = copied_.facts;
  TextPair drawn;
  if (facts.fields > 0) append_item(drawn, texts::EngineBindFields.pair(facts.fields));
  if (facts.comments > 0) append_item(drawn, texts::EngineBindComments.pair(facts.comments));
  if (!drawn.english.empty()) {
    plan_run.sink().report(messages::EngineBindPdfDrawn, planned_.path_origin, planned_.path, drawn.english,
                           drawn.chinese);
  }
  TextPair lost;
  if (facts.unseen_values > 0) append_item(lost, texts::EngineBindUnseenValues.pair(facts.unseen_values));
  if (facts.unseen_comments > 0) append_item(lost, texts::EngineBindUnseenComments.pair(facts.unseen_comments));
  if (facts.lost_links > 0) append_item(lost, texts::EngineBindLostLinks.pair(facts.lost_links));
  if (facts.files > 0) append_item(lost, texts::EngineBindLostFiles.pair(facts.files));
  if (facts.has_scripts) append_item(lost, texts::EngineBindLostScripts);
  if (lost.english.empty()) return;
  plan_run.sink().report(messages::EngineBindPdfLeftOut, planned_.path_origin, planned_.path, lost.english,
                         lost.chinese);
}

bool PlacedPages::read_pictures(const DataSource& plan, Run& plan_run) {
  bool sound = true;
  for (const PlannedPart::Placed::Picture& picture : placed_.pictures) {
    // A TIFF file has a page for each scan. Every file is read before the answer, so that all faults are
    // reported at once.
    const auto bytes = bytes_at(picture.path, plan, plan_run);
    if (!bytes) {
      sound = false;
      continue;
    }
    const auto directories = images::find_tiff_pages(*bytes);
    if (!directories) {
      plan_run.sink().report(messages::EngineBindTooManyScans, picture.origin, picture.path, images::kMaxTiffPages);
      sound = false;
      continue;
    }
    // The number makes names unique if two folders have a `scan.jpg`.
    files_.push_back({fmt::format("scan-{}-{}", files_.size() + 1, base::file_name(picture.path)), std::move(*bytes)});
    if (directories->empty()) sound = add_picture(picture, std::nullopt, plan_run) && sound;
    for (const std::uint64_t directory : *directories) {
      const bool is_added = add_picture(picture, directory, plan_run);
      sound = sound && is_added;
      if (!is_added) break;  // the first bad page of a file is enough
    }
  }
  return sound;
}

/// Adds the last file, or a page of it.
bool PlacedPages::add_picture(const PlannedPart::Placed::Picture& picture, std::optional<std::uint64_t> directory,
                              Run& plan_run) {
  const auto address_in = [&](std::string_view file) {
    std::string address = address_of_file(file);
    return directory ? images::tiff_page_address(address, *directory) : address;
  };
  const images::NaturalSize size =
      picture_size(files_.back().bytes, address_in(base::file_name(picture.path)), picture.origin, plan_run.sink());
  if (plan_run.sink().has_errors() || size.width <= 0 || size.height <= 0) {
    if (!plan_run.sink().has_errors()) {
      plan_run.sink().report(messages::EngineBindNoSize, picture.origin, picture.path);
    }
    return false;
  }
  // 0.75: px of CSS to points.
  sheets_.push_back({size.width * 0.75, size.height * 0.75, false, address_in(files_.back().path)});
  return true;
}

std::string PlacedPages::alternative(std::size_t index, const BindingPlan& set) const {
  const std::string& text = placed_.alternative.empty() ? title_ : placed_.alternative;
  if (sheets_.size() == 1) return text;
  const Language language = set.language == "en" ? Language::English : Language::Chinese;
  // Several pages share the text, with `page 2 of 5`.
  return texts::EngineBindPageOf.in(language, text, index + 1, sheets_.size());
}

/// `{"language": "zh", "title": …, "number_at": …, "label_at": …, "pages": [{"file": "page-1.svg", "alt":
/// ""}, …]}`, with the files in memory. Tagged pages need no alternative text.
DataSource PlacedPages::data(const BindingPlan& set) const {
  DataSource source{planned_.path + ".json"};
  base::Json pages = base::Json::list();
  for (std::size_t i = 0; i < sheets_.size(); ++i) {
    base::Json page = base::Json::object();
    page.set("file", sheets_[i].address).set("alt", sheets_[i].has_tags ? std::string() : alternative(i, set));
    pages.add(std::move(page));
  }
  source.files = files_;
  base::Json data = base::Json::object();
  data.set("language", set.language).set("title", title_);
  data.set("number_at", placed_.number_at).set("label_at", placed_.label_at);
  data.set("pages", std::move(pages));
  source.text = data.text();
  return source;
}

void PlacedPages::finish(paint::PaintedDocument& painted, Run& plan_run) {
  GONGWEN_ASSERT(painted.pages.size() == sheets_.size());
  rects_.resize(sheets_.size());
  for (std::size_t i = 0; i < sheets_.size(); ++i) place(i, painted);
  if (!is_pdf()) return;
  // Numbers of marked contents continue after those that the template has made on the page.
  for (std::size_t i = 0; i < sheets_.size(); ++i) {
    const intake::CopiedPage& page = copied_.pages[i];
    pdf::ImportedPage& imported = imported_.emplace_back();
    imported = {&file_, page.form, page.width, page.height, page.has_transparency, i, {}};
    paint::PageDisplay& display = painted.pages[i];
    for (const intake::CopiedStream& stream : page.streams) {
      imported.streams.push_back({stream.object, display.content_count, stream.contents});
      display.content_count += stream.contents;
      display.imported_count += stream.contents;
    }
  }
  // Tags before links, which are kids of elements; the check of the structure last.
  std::vector<ElementId> elements = add_tags(painted);
  for (std::size_t i = 0; i < sheets_.size(); ++i) add_links(i, elements, painted);
  add_bookmarks(painted);
  report_claims(paint::find_structure_problem(painted.structure), plan_run);
}

namespace {

/// The template lays out A4; content of the right or lower half of that sheet keeps its distance from
/// that edge of a sheet of another size, content of the middle third stays in the middle.
base::Point shift_of(base::Point position, const base::Size& size) {
  const LayoutUnit width = LayoutUnit::round_from_pt(kA4Short);
  const LayoutUnit height = LayoutUnit::round_from_pt(kA4Long);
  base::Point shift;
  if (position.x > LayoutUnit::round_from_pt(kA4Short * 2 / 3)) {
    shift.x = size.width - width;
  } else if (position.x > LayoutUnit::round_from_pt(kA4Short / 3)) {
    shift.x = LayoutUnit::round_from_px((size.width - width).to_px() / 2);
  }
  if (position.y > LayoutUnit::round_from_pt(kA4Long / 2)) shift.y = size.height - height;
  return shift;
}

bool is_mark(const paint::DisplayItem& item) {
  return std::holds_alternative<paint::BeginTag>(item) || std::holds_alternative<paint::BeginArtifact>(item);
}

}  // namespace

/// The picture goes first, below number and label. Tagged pages of a PDF bring their own marks.
void PlacedPages::place(std::size_t index, paint::PaintedDocument& painted) {
  paint::PageDisplay& page = painted.pages[index];
  Sheet& sheet = sheets_[index];
  SheetSize size{sheet.width, sheet.height};
  if (!placed_.keeps_size) size = a4_sheet(sheet.width, sheet.height, !is_pdf());
  page.size = {LayoutUnit::round_from_pt(size.width), LayoutUnit::round_from_pt(size.height)};
  base::Rect& rect = rects_[index];
  rect.size = {LayoutUnit::round_from_pt(sheet.width * size.scale),
               LayoutUnit::round_from_pt(sheet.height * size.scale)};
  rect.origin = {LayoutUnit::round_from_px((page.size.width - rect.size.width).to_px() / 2),
                 LayoutUnit::round_from_px((page.size.height - rect.size.height).to_px() / 2)};
  // The items are packed again in the same way as before.
  const paint::DisplayItems::Kept kept = page.items.kept();
  std::vector<paint::DisplayItem> items = std::move(page.items).unpack();
  const auto found = std::find_if(items.begin(), items.end(), [](const paint::DisplayItem& item) {
    return std::holds_alternative<paint::DrawImage>(item);
  });
  // The template draws a picture on every sheet.
  GONGWEN_ASSERT(found != items.end());
  // Only glyphs and rectangles are drawn besides the picture: number, label and lines.
  for (paint::DisplayItem& item : items) {
    if (auto* const draw = std::get_if<paint::DrawGlyphs>(&item)) {
      draw->position = draw->position + shift_of(draw->position, page.size);
    } else if (auto* const fill = std::get_if<paint::FillRect>(&item)) {
      fill->rect.origin = fill->rect.origin + shift_of(fill->rect.origin, page.size);
    }
  }
  auto& draw = std::get<paint::DrawImage>(*found);
  draw.rect = rect;
  sheet.image = draw.image;
  // Its marks of tagged content are directly before and after it, and move with it, or are dropped if the page has its
  // own marks.
  const auto at = static_cast<std::size_t>(found - items.begin());
  std::vector<paint::DisplayItem> picture;
  const bool is_marked =
      at > 0 && at + 1 < items.size() && is_mark(items[at - 1]) && std::holds_alternative<paint::EndTag>(items[at + 1]);
  const std::size_t first = is_marked ? at - 1 : at;
  const std::size_t last = is_marked ? at + 2 : at + 1;
  if (is_marked && !sheet.has_tags) picture.push_back(std::move(items[at - 1]));
  picture.push_back(std::move(items[at]));
  if (is_marked && !sheet.has_tags) picture.push_back(std::move(items[at + 1]));
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(first), items.begin() + static_cast<std::ptrdiff_t>(last));
  items.insert(items.begin(), std::make_move_iterator(picture.begin()), std::make_move_iterator(picture.end()));
  page.items = paint::DisplayItems(std::move(items), kept);
  // The area of a figure is part of PDF/UA: readers mark it on the page.
  for (std::size_t i = 0; i < painted.structure.size(); ++i) {
    paint::StructureElement& element = painted.structure.element(ElementId(i));
    const bool is_figure = element.role == StructureRole::Figure && element.details->area && !element.kids.empty();
    const auto* const content = is_figure ? std::get_if<paint::ContentReference>(&element.kids.front()) : nullptr;
    if (content != nullptr && content->page == index) element.details.edit().area = rect;
  }
}

// Points of the page, from its top left corner, → the sheet.
base::Point PlacedPages::point_on(std::uint32_t page, double left, double top) const {
  const base::Rect& rect = rects_[page];
  const double scale = rect.size.width.to_px() / sheets_[page].width;
  return {rect.left() + LayoutUnit::round_from_px(left * scale), rect.top() + LayoutUnit::round_from_px(top * scale)};
}

/// Adds the elements of the PDF below a new element. Returns the element of each, if it exists.
std::vector<ElementId> PlacedPages::add_tags(paint::PaintedDocument& painted) {
  std::vector<ElementId> elements(copied_.elements.size());
  if (elements.empty()) return elements;
  paint::StructureTree& tree = painted.structure;
  // Parents come before their kids in `elements`, and element 0 is the root of the file's tree; each has
  // one parent.
  std::vector<std::size_t> parents(elements.size(), 0);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const intake::CopiedElement& copied = copied_.elements[i];
    const ElementId parent = i == 0 ? paint::StructureTree::root() : elements[parents[i]];
    const StructureRole role = role_named(copied.role).value_or(StructureRole::Div);
    elements[i] = tree.add(parent, role, {});
    // tree.add() appends the new element to its parent; kids are mixed with contents and links, in whose
    // order they are added below.
    if (i > 0) tree.element(parent).kids.pop_back();
    paint::StructureElement& element = tree.element(elements[i]);
    element.scope = scope_named(copied.scope);
    element.numbering = numbering_named(copied.numbering);
    // A file may claim any span; the writer keeps 16 bits.
    element.row_span = static_cast<std::uint16_t>(std::clamp<std::uint32_t>(copied.row_span, 1, 1'000));
    element.column_span = static_cast<std::uint16_t>(std::clamp<std::uint32_t>(copied.column_span, 1, 1'000));
    if (!copied.alternative.empty()) element.details.edit().alternative = copied.alternative;
    if (!copied.expansion.empty()) element.details.edit().expansion = copied.expansion;
    if (!copied.replacement.empty()) element.details.edit().replacement = copied.replacement;
    const std::string& language = i == 0 ? copied_.facts.language : copied.language;
    if (is_language(language) && language != painted.information.language) element.details.edit().language = language;
    for (const intake::CopiedKid& kid : copied.kids) {
      if (kid.kind == intake::CopiedKid::Kind::Element) parents[kid.number] = i;
    }
  }
  // All elements exist now, so that kids may refer to any of them.
  for (std::size_t i = 0; i < elements.size(); ++i) {
    for (const intake::CopiedKid& kid : copied_.elements[i].kids) {
      if (kid.kind == intake::CopiedKid::Kind::Element) {
        tree.add_kid(elements[i], elements[kid.number]);
      } else if (kid.kind == intake::CopiedKid::Kind::Content) {
        // The first content of the stream has its own number on the sheet.
        const std::uint32_t first = imported_[kid.page].streams[kid.stream].first;
        tree.add_kid(elements[i], paint::ContentReference{kid.page, first + kid.number});
      } else if (tree.element(elements[i]).role == StructureRole::Link) {
        // Links are added after this function, following the `before` links that the page already has.
        const auto before = static_cast<std::uint32_t>(painted.pages[kid.page].links.size());
        tree.add_kid(elements[i], paint::LinkReference{kid.page, before + kid.number});
      }
    }
  }
  return elements;
}

/// Links to pages of the PDF lead to their places in the set.
void PlacedPages::add_links(std::size_t index, const std::vector<ElementId>& elements,
                            paint::PaintedDocument& painted) {
  paint::PageDisplay& page = painted.pages[index];
  paint::StructureTree& tree = painted.structure;
  const auto on_page = static_cast<std::uint32_t>(index);
  for (const intake::CopiedLink& copied : copied_.pages[index].links) {
    paint::LinkArea& link = page.links.emplace_back();
    const base::Point from = point_on(on_page, copied.box[0], copied.box[1]);
    const base::Point to = point_on(on_page, copied.box[2], copied.box[3]);
    link.rects.push_back({from, {to.x - from.x, to.y - from.y}});
    link.target = copied.address;
    if (copied.address.empty()) {
      // Links within the file go to a named destination, one for each page and height.
      const std::string id = fmt::format("placed-{}-{:.0f}", copied.page + 1, copied.top);
      painted.destinations[id] = {copied.page, point_on(copied.page, 0, copied.top)};
      link.target = "#" + id;
    }
    link.description = !copied.text.empty() ? copied.text : !copied.address.empty() ? copied.address : title_;
    link.element = copied.tag ? elements[*copied.tag] : ElementId();
    // PDF/UA demands a structure element for each link; one whose tag is missing gets its own below the
    // root.
    if (!link.element || tree.element(link.element).role != StructureRole::Link) {
      link.element = tree.add(paint::StructureTree::root(), StructureRole::Link, {});
      tree.add_kid(link.element, paint::LinkReference{on_page, static_cast<std::uint32_t>(page.links.size() - 1)});
    }
  }
}

void PlacedPages::add_bookmarks(paint::PaintedDocument& painted) const {
  for (const intake::CopiedBookmark& mark : copied_.bookmarks) {
    paint::OutlineItem& item = painted.outline.emplace_back();
    item.level = mark.level;
    item.title = mark.title;
    item.destination = {mark.page, point_on(mark.page, 0, mark.top)};
    // Levels below the first are closed: an annex must not fill the list of bookmarks.
    item.is_open = mark.level <= 1;
  }
}

/// Determines the claims that the set can still make, and reports the reasons against higher ones. PDF/A (ISO 19005) of
/// the parts 1 to 3 counts; level U does not exist in part 1. `problem` is a fault in the structure of the whole part,
/// in words.
void PlacedPages::report_claims(const std::optional<std::string>& problem, Run& plan_run) {
  const intake::CopiedFacts& facts = copied_.facts;
  TextPair against_archive;
  const bool is_archive = facts.archive_part >= 1 && facts.archive_part <= 3;
  if (!is_archive) append_item(against_archive, texts::EngineBindNoArchiveClaim);
  if (!facts.missing_fonts.empty()) {
    std::string names;
    for (const std::string& font : facts.missing_fonts) names += (names.empty() ? "" : ", ") + font;
    append_item(against_archive, texts::EngineBindMissingFonts.pair(names));
  }
  if (facts.has_press_colors) append_item(against_archive, texts::EngineBindPressColors);
  const bool can_be_level_u = facts.archive_part != 1 && facts.archive_level == "U";
  archive_level_ = facts.archive_level == "A" ? pdf::ArchiveLevel::A
                   : can_be_level_u           ? pdf::ArchiveLevel::U
                                              : pdf::ArchiveLevel::B;
  if (!against_archive.english.empty()) {
    archive_level_ = pdf::ArchiveLevel::None;
    plan_run.sink().report(messages::EngineBindNotArchive, planned_.path_origin, planned_.path, against_archive.english,
                           against_archive.chinese);
  } else if (archive_level_ != pdf::ArchiveLevel::A) {
    plan_run.sink().report(messages::EngineBindArchiveLevel, planned_.path_origin, planned_.path,
                           archive_level_ == pdf::ArchiveLevel::U ? "2u" : "2b");
  }
  TextPair against_access;
  const bool is_tagged = std::all_of(sheets_.begin(), sheets_.end(), [](const Sheet& sheet) { return sheet.has_tags; });
  if (!is_tagged) append_item(against_access, texts::EngineBindNoTags);
  if (!facts.is_accessible) append_item(against_access, texts::EngineBindNoAccessClaim);
  if (facts.fields + facts.comments > 0) append_item(against_access, texts::EngineBindDrawnOver);
  if (problem) append_item(against_access, texts::EngineBindTagProblem.pair(*problem));
  is_accessible_ = against_access.english.empty();
  if (is_accessible_) return;
  plan_run.sink().report(messages::EngineBindNotAccessible, planned_.path_origin, planned_.path, against_access.english,
                         against_access.chinese);
}

void PlacedPages::add_to(pdf::PdfOptions& options, std::size_t first) const {
  for (std::size_t i = 0; i < imported_.size(); ++i) {
    // The index of the page in the set: parts before this one have `first` pages.
    pdf::ImportedPage page = imported_[i];
    page.page += first;
    options.imported.emplace(sheets_[i].image, std::move(page));
  }
  // Levels are in ascending order, so the set can claim the level of the weakest part.
  options.archive_level = std::min(options.archive_level, archive_level_);
  options.is_accessible = options.is_accessible && is_accessible_;
}

}  // namespace gongwen::engine
