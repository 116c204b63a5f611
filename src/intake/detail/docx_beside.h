// Finds content that was added to a Word form outside its fields.
#pragma once

#include "intake/detail/docx_fields.h"
#include "intake/detail/docx_map.h"
#include "intake/detail/docx_text.h"
#include "intake/returned_file.h"
#include "word/document.h"

#include <string>
#include <vector>

namespace gongwen::intake {

/// The texts of a document outside its fields, cut at fields and ends of paragraphs; `shown` as in label_text.
std::vector<RawField> texts_outside(const std::vector<WordStory>& stories, const WordFields& fields);

/// Reports comments, objects, hidden text, recorded changes and content outside the file. With `is_own`, the form is
/// one of ours: text boxes, drawings and texts that it does not print are also reported, as are missing ones. If the
/// map is null or has lost the printed texts, texts are not compared.
void report_beside(const word::Document& document, const std::vector<WordStory>& stories, const WordFields& fields,
                   const WordMap* map, bool is_own, ReturnedFile& file);

}  // namespace gongwen::intake
