// Texts that the schema accepts and a reader of the document would ask about.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "schema/schema.h"

#include <cstdint>
#include <string_view>

namespace gongwen::schema {

// Nobody can know all names, titles and dates. These checks therefore only warn:
//   what_is_beside_name("张示例（组长）")                    // NameDoubt::Remark
//   names_several_organisations("示例大学、某某研究院")      // true

enum class NameDoubt : std::uint8_t { None, Several, Remark };

/// What else than the name of one person a text has. A dot, a hyphen or a blank may be in a name.
NameDoubt what_is_beside_name(std::string_view text);

/// Whether a text lists organisations: at least two parts between separators, or both sides of 和 or `and`, end as
/// names of organisations do. 工业和信息化部 and "Institute of Science and Technology" are one.
bool names_several_organisations(std::string_view text);

/// Looks at all texts of the data; `today`, as 2024-03-15, is the day that dates are compared with.
///   `"x-naming": "person"`, `"organisation"`: the field names one
///   `"x-language": "zh"`, `"en"`, `"fr"`: the language of the text
///   dates, months, and the years of the numbers of documents, plans and standards: not before 1900, nor over ten years
///   ahead, whatever the field
///   `"x-annexes": 2`, or the pointer of a list, at the root: texts refer to these 附件 alone, or to those of other
///   documents
/// Reports: data/several-names, data/name-remark, data/several-organisations, data/other-language, data/distant-date,
/// data/missing-annex.
void report_doubtful_texts(const Schema& schema, const data::Value& root, std::string_view today,
                           diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
