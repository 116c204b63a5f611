#include "pdf/write_pdf.h"

#include "base/format.h"
#include "base/side_thread.h"
#include "diagnostics/catalogue/pdf.h"
#include "pdf/document/detail/font_writer.h"
#include "pdf/document/detail/metadata.h"
#include "pdf/document/detail/page_writer.h"
#include "pdf/syntax/syntax.h"
#include "resources/deflate.h"

#include <algorithm>
#include <set>

namespace gongwen::pdf {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using paint::PaintedDocument;

/// 2000-01-01 UTC: used if neither the document nor the caller gives a date.
constexpr std::int64_t kFixedDate = 946'684'800;

DocumentDate document_date(const PaintedDocument& document, const PdfOptions& options, DiagnosticSink& sink) {
  if (!document.information.date.empty()) {
    if (const auto date = parse_document_date(document.information.date)) return *date;
    sink.report(messages::PdfBadDate, document.information.date_origin, document.information.date);
  }
  return date_from_epoch(options.fallback_date.value_or(kFixedDate));
}

/// A page must measure 3 to 14,400 points on each side (ISO 19005-2 §6.1.13).
bool has_legal_size(const paint::PageDisplay& page) {
  const auto legal = [](base::LayoutUnit side) {
    return side.to_pt() >= 3 && side.to_pt() <= 14'400;
  };
  return legal(page.size.width + page.margin.width * 2) && legal(page.size.height + page.margin.width * 2);
}

std::string millimetres(base::LayoutUnit length) { return fmt::format("{:.1f}", length.to_mm()); }

/// Reports only the first page of an illegal size; the others usually have the same size.
void check_page_sizes(const PaintedDocument& document, DiagnosticSink& sink) {
  const auto bad = std::find_if_not(document.pages.begin(), document.pages.end(), has_legal_size);
  if (bad == document.pages.end()) return;
  sink.report(messages::PdfPageSize, Origin{}, bad - document.pages.begin() + 1, millimetres(bad->size.width),
              millimetres(bad->size.height));
}

std::string code_point_name(char32_t c) { return fmt::format("U+{:04X}", static_cast<std::uint32_t>(c)); }

/// Reports each private-use character once, where it is first shown: no reader or archive can know what it means.
void check_private_characters(const PaintedDocument& document, DiagnosticSink& sink) {
  std::set<char32_t> known;
  for (const paint::PageDisplay& page : document.pages) {
    for (const paint::DisplayItem& item : page.items) {
      const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
      if (draw == nullptr) continue;
      for (const char32_t c : draw->run->text) {
        if (!paint::is_private_character(c) || !known.insert(c).second) continue;
        sink.report(messages::PdfPrivateCharacter, draw->origin, code_point_name(c));
      }
    }
  }
}

/// The file may declare PDF/UA only if its structure keeps the rules. Painting repairs the structure beforehand, so any
/// violation found here is a bug.
bool check_structure(const PaintedDocument& document, DiagnosticSink& sink) {
  const std::optional<std::string> problem = paint::find_structure_problem(document.structure);
  if (problem) sink.report(messages::PdfNotAccessible, document.information.origin, *problem);
  return !problem;
}

class PdfWriter {
 public:
  PdfWriter(const PaintedDocument& document, const text::FontLibrary& library, const PdfOptions& options,
            bool is_accessible)
      : document_(document),
        is_accessible_(is_accessible),
        library_(library),
        options_(options),
        file_(options.spare_core),
        usage_(document, library, options.origins,
               [spare = options.spare_core](std::size_t count, const std::function<void(std::size_t)>& work) {
                 base::work_beside(spare, count, work);
               }),
        structure_(document, file_),
        imported_(options.imported, structure_, file_),
        images_(file_, &imported_) {
    if (options.form != nullptr) form_.emplace(document, *options.form, file_);
  }

  std::string write(const paint::DocumentInformation& information, const DocumentDate& date, DiagnosticSink& sink) {
    // Pages and links get their numbers first, because pages, structure and outline refer to each other.
    page_tree_ = file_.allocate();
    for (const paint::PageDisplay& page : document_.pages) {
      pages_.push_back(file_.allocate());
      links_.emplace_back();
      for (std::size_t i = 0; i < page.links.size(); ++i) links_.back().push_back(file_.allocate());
    }
    write_fonts(sink);
    const Annotations no_widgets(document_.pages.size());
    const Annotations& widgets = form_ ? form_->widgets() : no_widgets;
    const PageWriterContext context{document_, usage_, fonts_,  structure_, images_,
                                    pages_,    links_, widgets, page_tree_, resources_};
    for (std::size_t i = 0; i < document_.pages.size(); ++i) {
      sink.go_on_now();
      write_page(i, context, file_);
    }
    write_page_tree();
    structure_.write({pages_, links_, widgets});
    if (form_) form_object_ = form_->write(structure_, pages_, sink);
    const ObjectNumber catalog = write_catalog(information, date);
    const ObjectNumber info = write_information(information, date);
    const std::string origin = !has_stamp() ? std::string() : stamp_identifier(options_.form->source().stamp);
    return std::move(file_).finish(catalog, info, origin);
  }

 private:
  void write_fonts(DiagnosticSink& sink) {
    for (const paint::UsedFont& font : usage_.fonts()) {
      sink.go_on_now();
      fonts_[font.id()] = write_font(font, library_.face_name(font.id()), file_);
    }
  }

  using Annotations = std::vector<std::vector<ObjectNumber>>;

  void write_page_tree() {
    std::string body;
    {
      DictionaryWriter dictionary(body);
      dictionary.name("Type", "Pages");
      dictionary.integer("Count", static_cast<std::int64_t>(pages_.size()));
      dictionary.references("Kids", pages_);
    }
    file_.add(page_tree_, body);
  }

  ObjectNumber write_output_intent() {
    static const std::string packed = resources::deflate(srgb_profile());  // the same in all files
    const ObjectNumber profile = file_.add_kept_stream("/N 3/Filter/FlateDecode", packed);
    std::string body;
    {
      DictionaryWriter dictionary(body);
      dictionary.name("Type", "OutputIntent");
      dictionary.name("S", "GTS_PDFA1");
      dictionary.text("OutputConditionIdentifier", "sRGB");
      dictionary.text("Info", "sRGB IEC61966-2.1");
      dictionary.reference("DestOutputProfile", profile);
    }
    return file_.add(body);
  }

  ObjectNumber write_catalog(const paint::DocumentInformation& information, const DocumentDate& date) {
    const XmpContents contents{options_.attachments.empty() ? 2 : 3, options_.archive_level,
                               has_stamp() ? &options_.form->source().stamp : nullptr, is_accessible_,
                               options_.ofd_identifier};
    const ObjectNumber metadata =
        file_.add_stream("/Type/Metadata/Subtype/XML", xmp_packet(information, date, contents), Compress::No);
    const ObjectNumber intent = write_output_intent();
    const ObjectNumber outline = write_outline(document_, pages_, file_);
    std::string body;
    {
      DictionaryWriter dictionary(body);
      dictionary.name("Type", "Catalog");
      dictionary.reference("Pages", page_tree_);
      dictionary.text("Lang", information.language);
      dictionary.dictionary("MarkInfo").boolean("Marked", true);
      dictionary.dictionary("ViewerPreferences").boolean("DisplayDocTitle", true);
      dictionary.reference("Metadata", metadata);
      dictionary.array("OutputIntents").reference(intent);
      dictionary.reference("StructTreeRoot", structure_.root());
      add_page_labels(dictionary.dictionary("PageLabels"));
      if (form_) dictionary.reference("AcroForm", form_object_);
      if (!options_.attachments.empty()) add_attachments(date, dictionary);
      if (outline) {
        dictionary.reference("Outlines", outline);
        dictionary.name("PageMode", "UseOutlines");
      }
    }
    return file_.add(body);
  }

  /// Without its own labels, the document gets one range: decimal numbers from the first page on.
  void add_page_labels(DictionaryWriter&& labels) const {
    ArrayWriter ranges = labels.array("Nums");
    if (document_.page_labels.empty()) {
      ranges.integer(0);
      ranges.dictionary().name("S", "D");
    }
    for (const paint::PageLabels& range : document_.page_labels) {
      ranges.integer(static_cast<std::int64_t>(range.first_page));
      DictionaryWriter label = ranges.dictionary();
      if (range.style == paint::PageLabels::Style::Decimal) label.name("S", "D");
      if (range.style == paint::PageLabels::Style::LowerRoman) label.name("S", "r");
      if (!range.prefix.empty()) label.text("P", range.prefix);
      if (range.start != 1) label.integer("St", range.start);
    }
  }

  void add_attachments(const DocumentDate& date, DictionaryWriter& dictionary) {
    const DocumentDate made = options_.fallback_date ? date_from_epoch(*options_.fallback_date) : date;
    std::vector<ObjectNumber> files;
    std::map<std::string, ObjectNumber> by_name;  // the map sorts by key, as a name tree requires
    for (const Attachment& attachment : options_.attachments) {
      files.push_back(write_attachment(attachment, made, file_));
      std::string name;
      append_text(name, attachment.name);
      by_name[name] = files.back();
    }
    dictionary.references("AF", files);
    std::string& names = dictionary.key("Names");
    names += "<</EmbeddedFiles<</Names[";
    for (const auto& [name, file] : by_name) {
      names += name;
      names.push_back(' ');
      append_reference(names, file);
    }
    names += "]>>>>";
  }

  bool has_stamp() const { return options_.form != nullptr && !options_.form->source().is_flat(); }

  ObjectNumber write_information(const paint::DocumentInformation& information, const DocumentDate& date) {
    std::string body;
    {
      DictionaryWriter dictionary(body);
      dictionary.text("Title", information.title);
      if (!information.author.empty()) dictionary.text("Author", information.author);
      if (!information.subject.empty()) dictionary.text("Subject", information.subject);
      if (!information.keywords.empty()) dictionary.text("Keywords", information.keywords);
      dictionary.text("Creator", "gongwen");
      dictionary.text("Producer", "gongwen");
      dictionary.text("CreationDate", date.pdf);
      dictionary.text("ModDate", date.pdf);
      if (has_stamp()) dictionary.text("GwForm", stamp_json(options_.form->source().stamp));
    }
    return file_.add(body);
  }

  const PaintedDocument& document_;
  bool is_accessible_ = true;
  const text::FontLibrary& library_;
  const PdfOptions& options_;
  FileWriter file_;
  paint::FontUsage usage_;
  StructureWriter structure_;
  ImportWriter imported_;
  ImageWriter images_;
  ObjectNumber page_tree_;
  std::map<std::string, ObjectNumber> resources_;
  std::vector<ObjectNumber> pages_;
  std::vector<std::vector<ObjectNumber>> links_;
  std::map<text::FaceId, ObjectNumber> fonts_;
  std::optional<FormWriter> form_;
  ObjectNumber form_object_;
};

}  // namespace

std::string write_pdf(const PaintedDocument& document, const text::FontLibrary& library, const PdfOptions& options,
                      DiagnosticSink& sink) {
  paint::DocumentInformation information = document.information;
  for (std::string* text : {&information.title, &information.author, &information.subject, &information.keywords}) {
    *text = clean_metadata(*text);
  }
  if (information.title.empty()) {
    sink.report(messages::PdfNoTitle, information.origin);
    information.title = "Untitled";
  }
  check_page_sizes(document, sink);
  check_private_characters(document, sink);
  const bool is_accessible = options.is_accessible && check_structure(document, sink);
  const DocumentDate date = document_date(document, options, sink);
  return PdfWriter(document, library, options, is_accessible).write(information, date, sink);
}

}  // namespace gongwen::pdf
