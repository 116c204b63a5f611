// SignablePdf: the facts about a finished PDF that signing needs, read by `gongwen-reader`: the dictionaries to be
// changed, as text with their references, the pages, the signature fields, and existing signatures. Values are
// well-formed PDF whatever the file is; the writer must check that they make sense.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Whether an update can be appended to the file, or the reason why not.
enum class SignableState : std::uint8_t { Ready, Encrypted, Damaged, Hybrid, Xfa, TooLarge, NoLibrary };

struct PdfEntry {
  std::string key;    // with its `/`
  std::string value;  // as PDF text; references are kept
};

/// A dictionary of the file.
struct PdfPart {
  std::uint32_t number = 0;  // object number; 0: inside another object, or missing
  std::vector<PdfEntry> entries;

  /// Empty if the key is missing.
  std::string_view value(std::string_view key) const;
  bool has(std::string_view key) const { return !value(key).empty(); }
};

struct SignablePage {
  PdfPart object;
  std::array<double, 4> box{};   // visible area: left, bottom, right, top
  int rotation = 0;              // degrees
  std::string annotations = {};  // the array itself, `[7 0 R]`; empty if missing
};

/// A signature field, signed or unsigned.
struct SignableField {
  std::string name;        // fully qualified, in UTF-8
  PdfPart field;           // the dictionary that gets the signature as its value
  PdfPart widget;          // the same object, or the field's only kid; none if it is not on any page
  std::uint32_t page = 0;  // from 1; 0: none
  std::array<double, 4> box{};
  bool is_signed = false;
};

/// The rules of a signature for later changes (sections 12.8.2.2, 12.8.2.4).
struct FoundSignature {
  std::string field;
  bool is_timestamp = false;
  int certified = 0;  // permissions 1, 2, 3 (DocMDP); 0: not a certification
  std::string locks;  // `All`, `Include`, `Exclude` (FieldMDP); empty: no lock
  std::vector<std::string> locked_fields;
};

struct SignablePdf {
  SignableState state = SignableState::Damaged;
  std::uint32_t object_count = 0;
  std::uint64_t last_table = 0;
  bool has_table_stream = true;
  std::uint32_t root = 0;
  std::uint32_t info = 0;
  std::string first_identifier;
  std::string language;  // of the document: `zh-CN`; empty if not stated
  PdfPart catalog;
  PdfPart form;                // the AcroForm
  std::string form_fields;     // its array Fields
  std::string calculated;      // its array CO: fields that scripts calculate
  PdfPart structure;           // the structure tree root
  PdfPart parent_tree;         // its root
  std::string parent_numbers;  // its array /Nums, or the array /Kids of a tree with branches
  std::optional<std::uint64_t> next_parent_key;
  PdfPart document_element;   // the first structure element
  std::string document_kids;  // always as an array
  PdfPart security_store;     // /DSS, with its lists
  std::vector<SignablePage> pages;
  std::vector<SignableField> fields;
  std::vector<FoundSignature> signatures;
};

/// Serialisation for answers.
std::string write_signable_pdf(const SignablePdf& pdf);
/// Returns nullopt if the input is malformed.
std::optional<SignablePdf> parse_signable_pdf(std::string_view text);

}  // namespace gongwen::intake
