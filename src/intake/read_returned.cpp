#include "intake/read_returned.h"

#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_library.h"

#include <map>
#include <optional>
#include <set>

// The text of a tagged PDF in its logical order (ISO 32000-2, 14.7 and 14.8): the structure tree is walked, and each
// marked-content reference takes the text that the page's content has under its number.
namespace gongwen::intake {
namespace {

using ReadText = base::Expected<PdfLogicalText, PdfTextError>;

constexpr int kMaxTreeDepth = 200;

class TextReader {
 public:
  TextReader(const PdfFile& pdf, const IntakeLimits& limits) : pdf_(pdf), limits_(limits), reader_(limits) {}

  ReadText read() {
    const std::vector<PdfObject> pages = pdf_.pages();
    result_.pages = pages.size();
    for (const PdfObject& page : pages) {
      const auto content = unpack(page.get("/Contents"));
      if (!content) {
        return base::Failure{PdfTextError{"a page has no content that can be read"}};
      }
      keep(page.id(), reader_.read(*content, inherited_entry(page, "/Resources")));
    }
    const PdfObject root = pdf_.root().get("/StructTreeRoot");
    if (root.is_null()) return base::Failure{PdfTextError{"the file has no structure"}};
    walk(root.get("/K"), 0, 0);
    if (has_too_much_) return base::Failure{PdfTextError{"the structure names more text than there can be"}};
    return std::move(result_);
  }

 private:
  /// Unpacks a stream within the limit for all streams together, since many pages may name the same one.
  std::optional<std::string> unpack(const PdfObject& stream) {
    std::optional<std::string> content = unpacked_bytes(stream, room_, limits_);
    if (content) room_ -= content->size();
    return content;
  }

  void keep(int object, MarkedTexts found) {
    result_.unmapped += found.unmapped;
    texts_[object] = std::move(found.texts);
  }

  void walk(const PdfObject& kid, int page, int depth) {
    // In a tree every node has one parent; otherwise the walk might never end.
    if (depth > kMaxTreeDepth || (kid.id() != 0 && !walked_.insert(kid.id()).second)) return;
    if (kid.is_array()) {
      for (std::size_t i = 0; i < kid.size(); ++i) walk(kid.at(i), page, depth + 1);
    } else if (const auto number = kid.integer()) {
      add(page, *number);
    } else if (kid.get("/Type").name() == "MCR") {
      const PdfObject stream = kid.get("/Stm");
      const PdfObject own = kid.get("/Pg");
      const auto content = kid.get("/MCID").integer();
      if (content && stream.is_stream()) read_form(stream);
      if (content) add(stream.is_stream() ? stream.id() : own.is_null() ? page : own.id(), *content);
    } else if (kid.is_dictionary() && kid.get("/Type").name() != "OBJR") {
      const PdfObject own = kid.get("/Pg");
      walk(kid.get("/K"), own.is_null() ? page : own.id(), depth + 1);
    }
  }

  void read_form(const PdfObject& form) {
    if (texts_.contains(form.id())) return;
    const auto content = unpack(form);
    keep(form.id(), content ? reader_.read(*content, form.get("/Resources")) : MarkedTexts());
  }

  void add(int object, std::int64_t content) {
    ++result_.references;
    const auto texts = texts_.find(object);
    if (texts == texts_.end()) {
      ++result_.missing;
      return;
    }
    // Marked content without text, such as a picture, has no entry.
    if (const auto text = texts->second.find(content); text != texts->second.end()) {
      if (result_.text.size() + text->second.size() > limits_.max_stream_bytes) {
        has_too_much_ = true;
      } else {
        result_.text += text->second;
      }
    }
  }

  const PdfFile& pdf_;
  const IntakeLimits& limits_;
  PdfContentReader reader_;
  std::size_t room_ = limits_.max_stream_bytes;               // for streams that are still to be unpacked
  std::set<int> walked_;                                      // by number of the object
  std::map<int, std::map<std::int64_t, std::string>> texts_;  // by the number of page or form
  bool has_too_much_ = false;
  PdfLogicalText result_;
};

}  // namespace

ReadText read_pdf_text(std::string_view bytes, const IntakeLimits& limits) {
  if (const auto& error = load_pdf_library()) return base::Failure{PdfTextError{error->reason}};
  PdfFile pdf;
  if (pdf.open(bytes)) return base::Failure{PdfTextError{"the file is damaged or encrypted"}};
  return TextReader(pdf, limits).read();
}

}  // namespace gongwen::intake
