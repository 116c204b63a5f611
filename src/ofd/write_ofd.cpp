#include "ofd/write_ofd.h"

#include "base/ascii.h"
#include "base/calendar.h"
#include "base/date.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/ofd.h"
#include "ofd/detail/navigation.h"
#include "ofd/detail/package.h"
#include "ofd/detail/page_player.h"

#include <utility>

namespace gongwen::ofd {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;

constexpr std::string_view kFolder = "Doc_0/";
constexpr std::string_view kFixedDay = "2000-01-01";
constexpr std::size_t kDayLength = 10;

std::string document_day(const paint::DocumentInformation& information, const OfdOptions& options) {
  const std::string_view stated = std::string_view(information.date).substr(0, kDayLength);
  if (base::parse_date(stated)) return std::string(stated);
  if (!options.fallback_date) return std::string(kFixedDay);
  return base::date_in_china(*options.fallback_date);
}

std::string element(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  return "<ofd:" + std::string(name) + ">" + xml_text(text) + "</ofd:" + std::string(name) + ">";
}

/// Each in an element: they are separated by commas or semicolons, as in pages of HTML.
std::string keywords(std::string_view text) {
  constexpr std::u32string_view kSeparators = U",;，；、";
  std::string list;
  std::string word;
  const auto finish = [&] {
    list += element("Keyword", base::trim_ascii_space(word));
    word.clear();
  };
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    if (kSeparators.find(code_point) != std::u32string_view::npos) {
      finish();
    } else if (valid) {
      base::append_utf8(word, code_point);
    }
  }
  finish();
  return list.empty() ? std::string() : "<ofd:Keywords>" + list + "</ofd:Keywords>";
}

std::string file_of(std::string_view name, const std::string& content) {
  return std::string(kXmlHead) + "<ofd:" + std::string(name) + std::string(kNamespace) + content +
         "</ofd:" + std::string(name) + ">";
}

}  // namespace

class OfdFile::Writer {
 public:
  Writer(const paint::PaintedDocument& document, const text::FontLibrary& library, const OfdOptions& options,
         DiagnosticSink& sink)
      : document_(document),
        library_(library),
        options_(options),
        sink_(sink),
        usage_(document, library, options.origins, nullptr, paint::FontProgramUse::ByItself),
        fonts_(library, identifiers_),
        media_(identifiers_),
        day_(document_day(document.information, options)) {}

  void write_parts() {
    for (std::size_t i = 0; i < document_.pages.size(); ++i) pages_.push_back(identifiers_.next());
    write_font_files();
    write_pages();
    write_font_list();
    write_media();
    write_tags();
    write_annotations();
    add_attachments(package_, kFolder, options_, sink_);
    package_.add_markup(std::string(kFolder) + "Document.xml", document_file());
    report_left_out();
  }

  std::string identifier() const { return package_.identifier(); }
  std::string finish(std::string_view pdf_sha256) { return package_.finish(root_file(pdf_sha256)); }

 private:
  NavigationContext navigation() const { return {document_, pages_, options_.profile, day_}; }

  void write_font_files() {
    for (const paint::UsedFont& font : usage_.fonts()) {
      sink_.go_on_now();
      const text::PackedSubset& subset = font.subset();
      if (subset.glyph_count == 0) {
        sink_.report(messages::OfdUnusableFace, first_use(font.id()), library_.face_name(font.id()));
        continue;
      }
      const std::string& file = fonts_.add(font);
      package_.add_packed(std::string(kFolder) + "Res/" + file, subset.packed, subset.length, subset.check_sum);
    }
  }

  void write_font_list() {
    const std::string& fonts = fonts_.elements();
    const std::string content = fonts.empty() ? std::string() : "<ofd:Fonts>" + fonts + "</ofd:Fonts>";
    package_.add_markup(std::string(kFolder) + "PublicRes.xml", file_of("Res", " BaseLoc=\"Res\">" + content));
  }

  void write_pages() {
    const PageContext context{library_, fonts_, identifiers_, media_, left_out_};
    std::string page;  // one after the other
    for (std::size_t i = 0; i < document_.pages.size(); ++i) {
      sink_.go_on_now();
      write_page(document_.pages[i], context, {objects_.emplace_back(), official_.emplace_back()}, page);
      package_.add_markup(page_name(i), page);
    }
  }

  std::string page_name(std::size_t page) const {
    return std::string(kFolder) + "Pages/Page_" + std::to_string(page) + "/Content.xml";
  }

  void write_tags() {
    std::string list = custom_tag("structure", "Tag_Structure.xml");
    package_.add_markup(std::string(kFolder) + "Tags/Tag_Structure.xml",
                        structure_tags(document_.structure, objects_, pages_));
    const std::string official = official_tags(document_, official_, pages_);
    if (!official.empty()) {
      list += custom_tag("official", "Tag_Official.xml");
      package_.add_markup(std::string(kFolder) + "Tags/Tag_Official.xml", official);
    }
    if (!options_.seal_places.empty()) {
      list += custom_tag("seal-places", "Tag_SealPlaces.xml");
      package_.add_markup(std::string(kFolder) + "Tags/Tag_SealPlaces.xml",
                          seal_place_tags(document_, options_.seal_places, pages_));
    }
    package_.add_markup(std::string(kFolder) + "Tags/CustomTags.xml", file_of("CustomTags", ">" + list));
  }

  static std::string custom_tag(const std::string& type, const std::string& file) {
    return "<ofd:CustomTag TypeID=\"gongwen-" + type + "\"><ofd:FileLoc>" + file + "</ofd:FileLoc></ofd:CustomTag>";
  }

  void write_media() {
    std::string media;
    for (MediaFile& file : media_.take_files()) {
      media += "<ofd:MultiMedia";
      append_number_attribute(media, "ID", file.identifier);
      media += " Type=\"Image\" Format=\"" + std::string(file.format) + "\"><ofd:MediaFile>" + file.name +
               "</ofd:MediaFile></ofd:MultiMedia>";
      package_.add_stored(std::string(kFolder) + "Res/" + file.name, std::move(file.bytes));
    }
    const std::string content = media.empty() ? std::string() : "<ofd:MultiMedias>" + media + "</ofd:MultiMedias>";
    package_.add_markup(std::string(kFolder) + "DocumentRes.xml", file_of("Res", " BaseLoc=\"Res\">" + content));
  }

  void write_annotations() {
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const std::string file = page_annotations(i, navigation(), identifiers_, left_out_);
      if (file.empty()) continue;
      const std::string name = "Page_" + std::to_string(i) + "/Annotation.xml";
      package_.add_markup(std::string(kFolder) + "Annots/" + name, file);
      annotations_ += "<ofd:Page";
      append_number_attribute(annotations_, "PageID", pages_[i]);
      annotations_ += "><ofd:FileLoc>" + name + "</ofd:FileLoc></ofd:Page>";
    }
    if (!annotations_.empty()) {
      package_.add_markup(std::string(kFolder) + "Annots/Annotations.xml", file_of("Annotations", ">" + annotations_));
    }
  }

  std::string document_file() const {
    std::string out = "><ofd:CommonData><ofd:MaxUnitID>" + std::to_string(identifiers_.last()) + "</ofd:MaxUnitID>";
    if (!document_.pages.empty()) out += "<ofd:PageArea>" + physical_box(document_.pages.front()) + "</ofd:PageArea>";
    out +=
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        "</ofd:CommonData><ofd:Pages>";
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      out += "<ofd:Page";
      append_number_attribute(out, "ID", pages_[i]);
      out += " BaseLoc=\"Pages/Page_" + std::to_string(i) + "/Content.xml\"/>";
    }
    out += "</ofd:Pages>" + outlines(navigation()) + bookmarks(navigation());
    if (!annotations_.empty()) out += "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>";
    out += "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>";
    if (!options_.attachments.empty()) out += element("Attachments", kAttachmentList);
    return file_of("Document", out);
  }

  std::string root_file(std::string_view pdf_sha256) const {
    const paint::DocumentInformation& information = document_.information;
    const std::string_view type = options_.profile == OfdProfile::Archive ? "OFD-A" : "OFD";
    std::string out = " Version=\"1.0\" DocType=\"" + std::string(type) + "\"><ofd:DocBody><ofd:DocInfo>";
    out += element("DocID", package_.identifier()) + element("Title", information.title) +
           element("Author", information.author) + element("Subject", information.subject) +
           element("CreationDate", day_);
    out += keywords(information.keywords);
    out += element("Creator", "gongwen") + element("CreatorVersion", GONGWEN_VERSION);
    out += custom_datas(information, pdf_sha256);
    return file_of("OFD", out + "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>");
  }

  void report_left_out() {
    for (const auto& [what, origin] : left_out_) {
      switch (what) {
        case LeftOut::GroupOpacity: sink_.report(messages::OfdGroupOpacity, origin); break;
        case LeftOut::OuterLink: sink_.report(messages::OfdOuterLink, origin); break;
        case LeftOut::ManyTiles: sink_.report(messages::OfdManyTiles, origin); break;
      }
    }
  }

  /// Where a face is shown first.
  diagnostics::OriginId first_use(text::FaceId face) const {
    for (const paint::PageDisplay& page : document_.pages) {
      for (const paint::DisplayItem& item : page.items) {
        const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
        if (draw != nullptr && draw->run->face == face) return draw->origin;
      }
    }
    return {};
  }

  const paint::PaintedDocument& document_;
  const text::FontLibrary& library_;
  const OfdOptions& options_;
  DiagnosticSink& sink_;
  paint::FontUsage usage_;
  Identifiers identifiers_;
  Fonts fonts_;
  Media media_;
  std::string day_;
  LeftOuts left_out_;
  Package package_;
  std::vector<Identifier> pages_;
  std::vector<ContentObjects> objects_;
  std::vector<OfficialObjects> official_;
  std::string annotations_;
};

OfdFile::OfdFile(const paint::PaintedDocument& document, const text::FontLibrary& library, const OfdOptions& options,
                 DiagnosticSink& sink)
    : writer_(std::make_unique<Writer>(document, library, options, sink)) {
  writer_->write_parts();
}
OfdFile::OfdFile(OfdFile&&) noexcept = default;
OfdFile::~OfdFile() = default;

std::string OfdFile::identifier() const { return writer_->identifier(); }
std::string OfdFile::finish(std::string_view pdf_sha256) && { return writer_->finish(pdf_sha256); }

std::string write_ofd(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const OfdOptions& options, DiagnosticSink& sink) {
  return OfdFile(document, library, options, sink).finish({});
}

}  // namespace gongwen::ofd
