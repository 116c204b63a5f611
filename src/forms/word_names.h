// Names of fields in Word forms, both written and read here. A field has three identities (a tag, a bookmark around its
// control, a title), since programs drop some of them when they save a form.
#pragma once

#include "diagnostics/text.h"
#include "forms/field_model.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::forms {

/// The field of a control or bookmark. Exactly one of `pointer` and `number` is given.
struct WordFieldName {
  std::string pointer = {};                // JSON pointer of the value
  std::optional<std::string> choice = {};  // of a box: its value
  std::optional<std::size_t> number = {};  // index in the map of the form, from 1
  friend bool operator==(const WordFieldName&, const WordFieldName&) = default;
};

/// The tag of a control: `gw:/applicant/name`, of a box `gw:/sex#male`; `gw:#17` if that is longer than the 64
/// characters that Word allows. `number` is that of the field in the map of the form.
std::string word_tag(std::string_view pointer, std::optional<std::string_view> choice, std::size_t number);

/// The reverse of word_tag(); nullopt for tags not made here.
std::optional<WordFieldName> parse_word_tag(std::string_view tag);

/// The name of the bookmark around a control: `gw_applicant_sname`, of a box `gw_sex_vmale`; `gw__n17` if that is
/// longer than the 40 characters that Word allows. It has letters, digits and `_` only.
std::string word_bookmark(std::string_view pointer, std::optional<std::string_view> choice, std::size_t number);

/// `gw__n17`: for a field that is shown a second time, since names of bookmarks are unique.
std::string numbered_word_bookmark(std::size_t number);

/// The reverse of word_bookmark() and numbered_word_bookmark(); nullopt for names not made here.
std::optional<WordFieldName> parse_word_bookmark(std::string_view name);

/// The list item to which a value belongs: `/education/1` for `/education/1/school`; empty for other values.
std::string_view list_item_of(std::string_view pointer);

/// The text as the title of a control, which has at most 64 characters.
std::string word_alias(std::string_view label);

/// Whether a text is the placeholder of an empty control, in either language. A placeholder is never a value, no matter
/// which program saved it. The texts are in the catalogue (`FormsWord…`).
bool is_word_placeholder(std::string_view text);

/// The text that an empty control for this type of field shows; a short one if the usual one has no room in a line of
/// `ems` times the font size.
std::string_view word_placeholder(const FieldType& type, diagnostics::Language language, double ems);

// The form as a whole.

/// The names of the properties of the file (docProps/custom.xml) that carry the stamp of a form are those of workbooks:
/// `gongwen.kind`, `gongwen.edition`, `gongwen.hash`, `gongwen.texts`, `gongwen.given`.
inline constexpr std::string_view kWordStampPrefix = "gongwen.";

/// The namespace of the part of a form that carries stamp, map, former values and printed texts:
///   <form xmlns="urn:gongwen:form:1" kind="…" edition="…" hash="…" texts="…" given="…" prints="all">
///     <field n="1" pointer="/name" type="text" label="姓名" placeholder="点击填写"/>
///     <field n="2" pointer="/sex" choice="male"/>
///     <field n="3" pointer="/photo" type="picture" picture="SHA-256 of the photo that it shows"/>
///     <field n="4" pointer="/portrait" type="picture" frame="SHA-256 of the picture in the place of one"/>
///     <given>…JSON, see intake/given_values.h…</given>
///     <text>a text that the form prints</text>
///     <picture>the description of a picture that it prints</picture>
///   </form>
/// With `prints`, the texts are in the order of the form, those of its body as often as they occur. It never carries an
/// answer: only what a person sees in the controls is read.
inline constexpr std::string_view kWordFormSpace = "urn:gongwen:form:1";

}  // namespace gongwen::forms
