// Revision: collects the changed dictionaries of one incremental update before they are written, since several changes
// may affect the same object: a page gets a signature and a part of a riding seal.
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

/// A reference, `7 0 R`.
std::string reference(ObjectNumber number);
/// A number in PDF syntax, with up to three decimals.
std::string pdf_number(double value);
/// An array, `[1 2 3 4]`.
std::string pdf_numbers(const std::array<double, 4>& values);
/// A text string in PDF syntax.
std::string pdf_text(std::string_view utf8);
/// The array `[…]` with another item at its end.
std::string appended(std::string_view array, std::string_view item);

/// The text in the language that the document's catalog states.
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

  /// Adds an annotation to a page, with its structure element. `element` are entries of the element besides those for
  /// its place: `/S/Form`. Returns the key for its /StructParent; nullopt for a file without structure.
  std::optional<std::uint64_t> add_annotation(std::size_t page, ObjectNumber annotation, std::string_view element);
  /// Adds an annotation outside the visible part of a page, where it needs no structure element (ISO 14289-1 section
  /// 7.18.1). The structure stays unchanged, for validators that compare revisions.
  void add_unseen_annotation(std::size_t page, ObjectNumber annotation);
  /// Appends a field to the form's list, which is created if necessary.
  void add_form_field(ObjectNumber field);
  /// Declares that the form has signatures, and that the file may only be appended to.
  void mark_signed() { has_signatures_ = true; }

  /// Returns the whole file.
  std::string finish() &&;
  /// Writes the collected changes; afterwards the update knows where its objects are.
  void write();
  std::string finish_update() { return std::move(update_).finish(); }

 private:
  void write_structure();
  void write_form();
  void write_pages();

  const intake::SignablePdf& pdf_;
  pdf::FileUpdate update_;
  std::map<std::uint32_t, intake::PdfPart> changed_;
  std::map<std::size_t, std::string> annotations_;               // by page: the complete array
  std::vector<std::pair<std::uint64_t, ObjectNumber>> parents_;  // new entries of the parent tree
  std::vector<ObjectNumber> new_fields_;
  std::uint64_t next_key_ = 0;
  bool has_signatures_ = false;
};

// The look of a seal in a file: one image, which the appearances of a signature and of the slices of a riding seal
// draw. Text shows through it, as through ink.

/// Writes the image as an object. A seal of a single colour, with any transparency, gets a palette of one entry and a
/// mask, which is much smaller.
pdf::ObjectNumber write_seal_image(const images::RasterImage& seal, pdf::FileUpdate& update);

/// The rotation of the picture on its page: the first four numbers of a matrix.
using Turn = std::array<int, 4>;
inline constexpr Turn kUpright = {1, 0, 0, 1};

/// A part of a picture that fills a rectangle: the position of the whole picture in the rectangle's space, and the part
/// to show.
struct SealAppearance {
  double left = 0;  // of the picture, in points
  double bottom = 0;
  double width = 0;
  double height = 0;
  double shown_width = 0;  // of the appearance, from 0,0
  double shown_height = 0;
  Turn turn = kUpright;
};

/// Writes an appearance (ISO 32000-1 section 12.5.5).
pdf::ObjectNumber write_seal_appearance(pdf::ObjectNumber image, const SealAppearance& look, pdf::FileUpdate& update);
/// Writes an empty appearance, since every annotation needs one.
pdf::ObjectNumber write_empty_appearance(pdf::FileUpdate& update);

}  // namespace gongwen::pdf_sign
