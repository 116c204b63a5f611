// Finds texts that are valid by the schema but that a reader of the document would question.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "schema/schema.h"

#include <cstdint>
#include <string_view>

namespace gongwen::schema {

// No check can know all names, titles and dates, so these checks only warn:
//   what_is_beside_name("张示例（组长）")                    // NameDoubt::Remark
//   names_several_organisations("示例大学、某某研究院")      // true

enum class NameDoubt : std::uint8_t { None, Several, Remark };

/// What a text contains besides the name of one person. Dots, hyphens and blanks may be part of a name.
NameDoubt what_is_beside_name(std::string_view text);

/// Whether a text lists organisations: two or more parts between separators, or both sides of 和 or `and`, end like
/// names of organisations. 工业和信息化部 and "Institute of Science and Technology" count as one.
bool names_several_organisations(std::string_view text);

/// Checks all texts of the data; `today`, such as 2024-03-15, is what dates are compared with.
///   `"x-naming": "person"`, `"organisation"`: the field names exactly one
///   `"x-language": "zh"`, `"en"`, `"fr"`: the language of the text
///   dates, months, and years in numbers of documents, plans and standards: not before 1900, nor more than ten years
///   ahead, in any field
///   `"x-annexes": 2`, or the pointer of a list, at the root: texts may refer only to these 附件, or to those of other
///   documents
/// Reports: data/several-names, data/name-remark, data/several-organisations, data/other-language, data/distant-date,
/// data/missing-annex.
void report_doubtful_texts(const Schema& schema, const data::Value& root, std::string_view today,
                           diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
