// Revision: the changed dictionaries of one update, gathered before they are written, since several changes may meet in
// one object: a page gets a signature and a part of a riding seal.
#pragma once

#include "diagnostics/text.h"
#include "images/image_set.h"
#include "intake/signable_pdf.h"
#include "pdf/syntax/syntax.h"
#include "pdf/update/file_update.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf_sign {

using pdf::ObjectNumber;

/// `7 0 R`
std::string reference(ObjectNumber number);
/// A number as PDF has it, with up to three decimals.
std::string pdf_number(double value);
/// `[1 2 3 4]`
std::string pdf_numbers(const std::array<double, 4>& values);
/// A text string.
std::string pdf_text(std::string_view utf8);
/// `[…]` with one more item at its end.
std::string appended(std::string_view array, std::string_view item);

/// A text in the language of the document, by what its catalog says.
std::string in_language(const intake::SignablePdf& pdf, const diagnostics::BilingualText& text);

class Revision {
 public:
  /// Both must outlive this.
  Revision(std::string_view bytes, const intake::SignablePdf& pdf);

  pdf::FileUpdate& update() { return update_; }
  const intake::SignablePdf& pdf() const { return pdf_; }

  /// Sets an entry of one of the file's objects.
  void set(const intake::PdfPart& part, std::string_view key, std::string_view value);
  void set_catalog(std::string_view key, std::string_view value) { set(pdf_.catalog, key, value); }

  /// An annotation on a page, with its element in the structure. `element` are entries of the element besides those
  /// that say where it is: `/S/Form`. Returns: the key for its /StructParent; nothing in a file without structure.
  std::optional<std::uint64_t> add_annotation(std::size_t page, ObjectNumber annotation, std::string_view element);
  /// An annotation on a page, outside of what is seen of it, where it needs no element (ISO 14289-1 section 7.18.1):
  /// the structure stays as it is, as validators want it that compare revisions.
  void add_unseen_annotation(std::size_t page, ObjectNumber annotation);
  /// A field at the end of the form's list, which is made if there is none.
  void add_form_field(ObjectNumber field);
  /// Says that the form has signatures, and that it may only be appended to.
  void mark_signed() { has_signatures_ = true; }

  /// The whole file.
  std::string finish() &&;
  /// Writes what was gathered; the update can be asked then where its objects are.
  void write();
  std::string finish_update() { return std::move(update_).finish(); }

 private:
  void write_structure();
  void write_form();
  void write_pages();

  const intake::SignablePdf& pdf_;
  pdf::FileUpdate update_;
  std::map<std::uint32_t, intake::PdfPart> changed_;
  std::map<std::size_t, std::string> annotations_;               // by page: the whole array
  std::vector<std::pair<std::uint64_t, ObjectNumber>> parents_;  // new pairs of the parent tree
  std::vector<ObjectNumber> new_fields_;
  std::uint64_t next_key_ = 0;
  bool has_signatures_ = false;
};

// What a seal looks like in a file: one image, drawn by the appearances of a signature and of the parts of a riding
// seal. Text shows through it, as through ink.

/// The image as an object. A seal of one colour, however transparent, has a palette of one entry and a mask, which is a
/// fraction of the size.
pdf::ObjectNumber write_seal_image(const images::RasterImage& seal, pdf::FileUpdate& update);

/// How the picture is turned on its page: the first four numbers of a matrix.
using Turn = std::array<int, 4>;
inline constexpr Turn kUpright = {1, 0, 0, 1};

/// A part of a picture that fills a rectangle: where the whole one would be in its space, and what of it is shown.
struct SealAppearance {
  double left = 0;  // of the picture, in points
  double bottom = 0;
  double width = 0;
  double height = 0;
  double shown_width = 0;  // of the appearance, from 0,0
  double shown_height = 0;
  Turn turn = kUpright;
};

/// An appearance (ISO 32000-1 section 12.5.5).
pdf::ObjectNumber write_seal_appearance(pdf::ObjectNumber image, const SealAppearance& look, pdf::FileUpdate& update);
/// One that shows nothing, as every annotation needs one.
pdf::ObjectNumber write_empty_appearance(pdf::FileUpdate& update);

}  // namespace gongwen::pdf_sign
