#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_form_pages.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/pdf_shown.h"
#include "intake/given_values.h"

#include <algorithm>
#include <array>
#include <cmath>

// Everything on the pages of a form that is neither the form's print nor a value of a field: annotations that people
// add (ISO 32000-2, 12.5), and content that programs write into the page. Our own forms mark all of their content
// (14.6), so text without a mark was added; the check is left out for pages without any marked text.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxReported = 100;
constexpr double kNear = 8;        // points around a field
constexpr double kSameBlock = 40;  // between lines of one text

struct Mark {
  std::string_view subtype;
  diagnostics::BilingualText name;
};

/// Annotations that a person makes by hand.
constexpr auto kMarks = std::to_array<Mark>({
    {"FreeText", texts::IntakeATextBox},
    {"Text", texts::IntakeANote},
    {"Ink", texts::IntakeHandwriting},
    {"Stamp", texts::IntakeAStampOrPicture},
    {"Line", texts::IntakeADrawing},
    {"Square", texts::IntakeADrawing},
    {"Circle", texts::IntakeADrawing},
    {"Polygon", texts::IntakeADrawing},
    {"PolyLine", texts::IntakeADrawing},
    {"Highlight", texts::IntakeAHighlighting},
    {"Underline", texts::IntakeAnUnderlining},
    {"Squiggly", texts::IntakeAnUnderlining},
    {"StrikeOut", texts::IntakeAStrikeThrough},
    {"Caret", texts::IntakeAnInsertionMark},
    {"Redact", texts::IntakeARedaction},
    {"FileAttachment", texts::IntakeAnAttachedFile},
});

/// Any other kind of annotation with an appearance.
constexpr Mark kUnknownMark{"", texts::IntakeAStampOrPicture};

class BesideTeller {
 public:
  BesideTeller(const std::vector<FieldArea>& fields, PdfShownReader& reader, ReturnedFile& file)
      : fields_(fields), reader_(reader), file_(file) {}

  void look_at(const PdfObject& page, std::size_t number) {
    page_ = number;
    const PdfObject annotations = page.get("/Annots");
    const std::size_t count = std::min<std::size_t>(annotations.size(), 5'000);
    for (std::size_t i = 0; i < count; ++i) look_at_annotation(annotations.at(i));
    const ShownContent content = reader_.read_page(page);
    if (number <= std::min(file_.pages.size(), kMaxPrintedPages)) {
      add_printed(content, false, file_.pages[number - 1]);
    }
    look_at_content(content);
  }

 private:
  void look_at_annotation(const PdfObject& annotation) {
    constexpr std::int64_t kHidden = 2;
    const std::string subtype = annotation.get("/Subtype").name();
    const auto* const mark =
        std::find_if(kMarks.begin(), kMarks.end(), [&subtype](const Mark& known) { return known.subtype == subtype; });
    if ((annotation.get("/F").integer().value_or(0) & kHidden) != 0) return;
    // Viewers also draw the appearance of any other kind, such as a link, a watermark or the window of a note.
    const bool is_field = subtype == "Widget";
    const std::optional<PdfRectangle> rect = read_rectangle(annotation.get("/Rect"));
    if (drawn_border(annotation) > 1) return report_mark({"", texts::IntakeADrawing}, rect);
    if (mark == kMarks.end() && (is_field || !annotation.get("/AP").get("/N").is_stream())) return;
    std::string text = text_of(annotation, subtype);
    if (text.empty()) return report_mark(mark == kMarks.end() ? kUnknownMark : *mark, rect);
    report_text(std::move(text), rect);
  }

  std::string text_of(const PdfObject& annotation, std::string_view subtype) {
    const PdfObject contents = annotation.get("/Contents");
    std::string text = contents.is_string() ? normal_text(decode_pdf_string(contents.bytes()).text) : std::string();
    const PdfObject picture = annotation.get("/AP").get("/N");
    const bool is_sign = subtype == "Text" || subtype == "FileAttachment";
    // A note or an attached file is shown as a sign, whose appearance says nothing.
    if (!text.empty() || is_sign || !picture.is_stream()) return text;
    for (const ShownText& run : reader_.read_appearance(picture, read_rectangle(annotation.get("/Rect"))).texts) {
      text += run.text;
    }
    return normal_text(text);
  }

  void look_at_content(const ShownContent& content) {
    if (!file_.given.empty()) keep_printed(content);
    const bool is_ours =
        std::any_of(content.texts.begin(), content.texts.end(), [](const ShownText& text) { return text.is_marked; });
    if (!is_ours) return;
    report_texts(content.texts);
    report_texts(content.unseen);
    if (content.pictures > 0) report_mark({"", texts::IntakeAPicture}, std::nullopt);
    if (content.drawings > 0) report_mark({"", texts::IntakeADrawing}, std::nullopt);
  }

  /// Reports texts without a mark, joined into blocks of neighbouring lines: programs draw a text letter by letter.
  void report_texts(const std::vector<ShownText>& texts) {
    std::string block;
    bool is_apart = false;  // from what comes next, by a blank
    PdfRectangle around;
    const auto end_block = [&] {
      if (!block.empty()) report_text(std::exchange(block, {}), around);
    };
    for (const ShownText& text : texts) {
      if (text.is_marked) continue;
      const std::string words = text.certain ? text.text : text.text + "□";
      if (trim_blanks(words).empty()) {
        is_apart = true;
        continue;
      }
      if (std::abs(text.y - around.bottom) > kSameBlock) end_block();
      if (block.empty()) around = {text.x, text.y, text.x, text.y};
      around = {std::min(around.left, text.x), std::min(around.bottom, text.y), std::max(around.right, text.x),
                std::max(around.top, text.y)};
      if (is_apart && !block.empty()) block += ' ';
      is_apart = false;
      block += words;
    }
    end_block();
  }

  void keep_printed(const ShownContent& content) {
    constexpr std::size_t kMax = std::size_t{1} << 20;
    std::string text;
    for (const ShownText& run : content.texts) {
      if (run.is_marked && run.certain && !run.is_artifact) text += run.text;
    }
    if (file_.printed.size() + text.size() < kMax) file_.printed += printed_text(text);
  }

  /// The field that a rectangle overlaps, or the next one close beside it.
  const FieldArea* field_at(const std::optional<PdfRectangle>& rect) const {
    if (!rect) return nullptr;
    for (const double near : {0.5, kNear}) {
      for (const FieldArea& field : fields_) {
        if (field.page == page_ && field.rect.overlaps(rect->grown(near))) return &field;
      }
    }
    return nullptr;
  }

  void report(diagnostics::DiagnosticId id, const std::optional<PdfRectangle>& rect,
              std::vector<std::string> arguments) {
    if (++told_ > kMaxReported) return;
    const FieldPlace place{page_, {}, {}};
    if (const FieldArea* const field = field_at(rect)) {
      return file_.report_field(field->pointer, place, id, std::move(arguments));
    }
    const diagnostics::TextPair page = texts::IntakePage.pair(page_);
    arguments.insert(arguments.begin(), {page.english, page.chinese});
    file_.notices.push_back({id, std::move(arguments), false, {}, place});
  }

  void report_text(std::string text, const std::optional<PdfRectangle>& rect) {
    report(messages::IntakeTextBeside, rect, {std::move(text)});
  }

  void report_mark(const Mark& mark, const std::optional<PdfRectangle>& rect) {
    report(messages::IntakeMarkBeside, rect, {std::string(mark.name.english), std::string(mark.name.chinese)});
  }

  const std::vector<FieldArea>& fields_;
  PdfShownReader& reader_;
  ReturnedFile& file_;
  std::size_t page_ = 0;
  std::size_t told_ = 0;
};

}  // namespace

void report_beside(const PdfFile& pdf, const std::vector<FieldArea>& fields, PdfShownReader& reader,
                   ReturnedFile& file) {
  BesideTeller teller(fields, reader, file);
  std::size_t number = 0;
  for (const PdfObject& page : pdf.pages()) teller.look_at(page, ++number);
}

}  // namespace gongwen::intake
