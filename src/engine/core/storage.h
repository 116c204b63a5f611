// The queue and the object store of a batch, by what programs say of them (gongwen/batch.h): the module that asks the
// storage does not know their types.
//   auto objects = engine::open_storage(options.objects, options.storage);
#pragma once

#include "gongwen/batch.h"
#include "queue/object_store.h"

#include <memory>
#include <string>

namespace gongwen::engine {

/// Whether the documents are made by workers of other machines.
inline bool uses_queue(const BatchOptions& options) { return !options.queue.empty() || options.links != nullptr; }

/// Member by member, since all are texts: a key in the place of another member would be shown in messages.
inline queue::S3Access s3_access(const StorageAccess& access) {
  return {.endpoint = access.endpoint,
          .region = access.region,
          .access_key = access.access_key,
          .secret_key = access.secret_key,
          .session_token = access.session_token,
          .certificates = access.certificates};
}

/// `place`: a folder, or `s3://bucket/prefix`. As queue::open_object_store.
inline queue::Result<std::unique_ptr<queue::ObjectStore>> open_storage(const std::string& place,
                                                                       const StorageAccess& access) {
  return queue::open_object_store(place, s3_access(access));
}

}  // namespace gongwen::engine
