// SignablePdf: what a signature needs to know of a finished PDF, read by `gongwen-reader`: the dictionaries that it
// changes, as text with their references as they are, the pages, the places to sign, and the signatures that are there.
// Values are well-formed PDF whatever the file is; that they make sense is for the writer to check.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Why nothing can be appended to a file.
enum class SignableState : std::uint8_t { Ready, Encrypted, Damaged, Hybrid, Xfa, TooLarge, NoLibrary };

struct PdfEntry {
  std::string key;    // with its `/`
  std::string value;  // as PDF; references stay references
};

/// A dictionary of the file.
struct PdfPart {
  std::uint32_t number = 0;  // of its object; 0: it lies in another one, or there is none
  std::vector<PdfEntry> entries;

  /// Empty when there is none.
  std::string_view value(std::string_view key) const;
  bool has(std::string_view key) const { return !value(key).empty(); }
};

struct SignablePage {
  PdfPart object;
  std::array<double, 4> box{};   // what is seen of it: left, bottom, right, top
  int rotation = 0;              // degrees
  std::string annotations = {};  // the array itself, `[7 0 R]`; empty if there is none
};

/// A field to sign in, or that was signed.
struct SignableField {
  std::string name;        // whole, in UTF-8
  PdfPart field;           // what a signature gets its value in
  PdfPart widget;          // the same object, or the field's one kid; none for a field that is nowhere
  std::uint32_t page = 0;  // from 1 on; 0: on none
  std::array<double, 4> box{};
  bool is_signed = false;
};

/// What a signature says of later changes (sections 12.8.2.2, 12.8.2.4).
struct FoundSignature {
  std::string field;
  bool is_timestamp = false;
  int certified = 0;  // 1, 2, 3: what is permitted (DocMDP); 0: it certifies nothing
  std::string locks;  // `All`, `Include`, `Exclude` (FieldMDP); empty: nothing is locked
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
  std::string language;  // of the document: a tag, `zh-CN`; empty if it says none
  PdfPart catalog;
  PdfPart form;                // of the catalog's AcroForm
  std::string form_fields;     // its array
  PdfPart structure;           // the root of the structure tree
  PdfPart parent_tree;         // its root
  std::string parent_numbers;  // its array /Nums, or of a tree with branches its array /Kids
  std::optional<std::uint64_t> next_parent_key;
  PdfPart document_element;   // the first element of the structure
  std::string document_kids;  // an array, whatever is in the file
  PdfPart security_store;     // /DSS, with its lists
  std::vector<SignablePage> pages;
  std::vector<SignableField> fields;
  std::vector<FoundSignature> signatures;
};

/// The content of an answer.
std::string write_signable_pdf(const SignablePdf& pdf);
/// Nothing for what write_signable_pdf did not write.
std::optional<SignablePdf> parse_signable_pdf(std::string_view text);

}  // namespace gongwen::intake
