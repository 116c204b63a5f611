// Returned Word files: fields that other programs have named, and files that were typed again.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/returned_file.h"

#include <memory>
#include <string>

namespace gongwen::engine {

/// The only kind whose `word.fields` name most of the file's foreign fields; empty if no kind or several do.
std::string kind_by_word_fields(const intake::ReturnedFile& file, KindLibrary& kinds);

/// Reads the foreign fields that `word.fields` of the kind names, and with loose cells the values beside the labels of
/// the form. Corrects values with knowledge that only the form has: values of choices, and boxes of which only one may
/// be ticked. Reports: intake/unmapped-field, intake/two-ticks, intake/no-controls, and those of
/// intake::read_by_labels.
void read_word_fields(intake::ReturnedFile& file, const std::shared_ptr<const CompiledKind>& kind);

}  // namespace gongwen::engine
