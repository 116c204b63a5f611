#include "pdf/document/detail/imported_pages.h"

#include "base/assert.h"
#include "pdf/document/detail/structure_writer.h"

#include <charconv>

namespace gongwen::pdf {
namespace {

/// The value with the numbers that objects have here.
std::string renumbered(std::string_view body, ObjectNumber first, std::size_t count) {
  std::string out;
  while (!body.empty()) {
    const std::size_t start = std::min(body.find(ImportedObject::kReferenceStart), body.size());
    out.append(body.substr(0, start));
    body.remove_prefix(start);
    if (body.empty()) break;
    const std::size_t end = body.find(ImportedObject::kReferenceEnd);
    GONGWEN_ASSERT(end != std::string_view::npos);
    std::size_t index = 0;
    std::from_chars(body.data() + 1, body.data() + end, index);
    GONGWEN_ASSERT(index < count);
    append_reference(out, ObjectNumber(first.index() + index));
    // A number may follow.
    out.push_back(' ');
    body.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

const ImportedPage* ImportWriter::find(const images::Image& image) const {
  const auto found = pages_.find(&image);
  return found == pages_.end() ? nullptr : &found->second;
}

ObjectNumber ImportWriter::form(const ImportedPage& page) {
  ObjectNumber& first = first_objects_[page.file];
  if (!first) first = write(*page.file);
  return ObjectNumber(first.index() + page.form);
}

ObjectNumber ImportWriter::write(const ImportedFile& file) {
  const ObjectNumber first = file_.allocate(file.objects.size());
  const auto number = [first](std::size_t index) {
    return ObjectNumber(first.index() + index);
  };
  // Streams with marked content lead from their contents to the elements that own them (ISO 32000-1 section 14.7.4.4).
  // A form that several pages draw is tagged for the first of them.
  std::map<std::uint32_t, std::size_t> keys;
  std::map<std::size_t, const ImportedPage*> in_order;
  for (const auto& [image, page] : pages_) {
    if (page.file == &file) in_order.emplace(page.page, &page);
  }
  for (const auto& [index, page] : in_order) {
    for (const ImportedStream& stream : page->streams) {
      if (stream.contents == 0 || keys.contains(stream.object)) continue;
      keys[stream.object] = structure_.add_stream(page->page, number(stream.object), stream.first, stream.contents);
    }
  }
  for (std::size_t i = 0; i < file.objects.size(); ++i) {
    const ImportedObject& object = file.objects[i];
    std::string body = renumbered(object.body, first, file.objects.size());
    if (const auto key = keys.find(static_cast<std::uint32_t>(i)); key != keys.end()) {
      body += "/StructParents ";
      append_integer(body, static_cast<std::int64_t>(key->second));
    }
    if (!object.is_stream) {
      file_.add(number(i), body);
    } else if (object.is_unpacked) {
      file_.add_stream(number(i), body, object.data, Compress::Yes);
    } else {
      file_.add_kept_stream(number(i), body, object.data);
    }
  }
  return first;
}

}  // namespace gongwen::pdf
