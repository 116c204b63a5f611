// ForeignForm: the fields of any AcroForm, from any program, with the facts needed to fill them in by an incremental
// update. Unlike a ReturnedFile, whose fields are those of a kind, it does not know what fields mean.
#pragma once

#include "intake/signable_pdf.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// One of the places where a field is shown.
struct ForeignWidget {
  PdfPart object;
  std::uint32_t page = 0;       // from 1; 0: on no page
  std::array<double, 4> box{};  // left, bottom, right, top
  int rotation = 0;             // of the appearance, counterclockwise degrees
  std::string state;            // of a button: the name of its state when it is on
  bool has_states = false;      // of a button: it has appearances for its states
  bool is_on = false;           // of a button
  bool is_hidden = false;       // viewers do not show it
  std::uint32_t look = 0;       // the object of its present appearance; 0: none
  /// Set if parts of the appearance are marked as artifacts, which must not be inside tagged content: the appearance
  /// without these marks, and its dictionary.
  std::string plain_look;
  std::vector<PdfEntry> plain_entries;
  std::array<double, 6> placed{};  // the matrix under which it is drawn on the page
  std::vector<double> background;  // colours of the box, with 0, 1, 3 or 4 parts
  std::vector<double> border;
  double border_width = 1;
};

struct ForeignOption {
  std::string value;  // as in the data
  std::string shown;  // as people see it
};

/// A terminal field, with its inherited entries (ISO 32000-2, 12.7.4).
struct ForeignFormField {
  static constexpr std::int64_t kReadOnly = 1, kRequired = 2;
  static constexpr std::int64_t kMultiline = 1 << 12, kPassword = 1 << 13, kFile = 1 << 20, kComb = 1 << 24;  // texts
  static constexpr std::int64_t kRichText = 1 << 25;
  static constexpr std::int64_t kRadio = 1 << 15, kPushbutton = 1 << 16;                    // buttons
  static constexpr std::int64_t kCombo = 1 << 17, kEditable = 1 << 18, kSeveral = 1 << 21;  // choices

  std::string name;  // fully qualified
  std::string type;  // `Tx`, `Btn`, `Ch`, `Sig`
  std::int64_t flags = 0;
  std::string label;  // the text for screen readers; may be empty
  std::string default_appearance;
  int alignment = 0;             // 0: left, 1: centred, 2: right
  std::uint32_t max_length = 0;  // 0: any
  std::vector<ForeignOption> options;
  std::vector<std::string> values;  // of a button: the names of its states
  bool has_value = false;
  PdfPart object;  // the dictionary that gets the value; number 0: it cannot be changed
  std::vector<ForeignWidget> widgets;

  bool has(std::int64_t flag) const { return (flags & flag) != 0; }
};

/// The resources of a page, for drawing on it.
struct ForeignPage {
  std::vector<PdfEntry> resources;  // inherited or not, without XObject
  std::string drawings;             // the entry XObject of the resources: a dictionary, or empty
  std::string contents;             // an array of references
  std::string annotations;          // an array of the page's annotations besides widgets
  std::uint32_t open_states = 0;    // the number of `q` without `Q` in the contents
};

/// A structure element that tags widgets: its kids in order.
struct ForeignTag {
  struct Kid {
    std::uint32_t widget = 0;  // its object, if the kid is the reference to a widget
    std::string text = {};     // otherwise the kid as PDF text
  };
  PdfPart element;
  std::vector<Kid> kids;
};

struct ForeignForm {
  SignablePdf file;  // its state is never Xfa: see has_xfa
  bool has_xfa = false;
  std::vector<ForeignFormField> fields;
  /// Widgets without a field, or whose field has no type: viewers show them, but people cannot fill them in.
  std::vector<ForeignFormField> loose;
  std::vector<ForeignPage> pages;
  std::vector<ForeignTag> tags;
  std::uint32_t metadata = 0;  // the object with the XMP of the document; 0: none
  std::string xmp;
};

/// Serialisation for answers.
std::string write_foreign_form(const ForeignForm& form);
/// Returns nullopt if the input is malformed.
std::optional<ForeignForm> parse_foreign_form(std::string_view text);

}  // namespace gongwen::intake
