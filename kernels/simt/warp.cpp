#include "kernels/simt/warp.h"

#include <bit>

#include "kernels/simt/failure.h"
#include "kernels/simt/meeting.h"
#include "kernels/simt/sanitizers.h"

namespace sleeve::simt {
namespace {

template <typename Visit>
void for_each_lane(std::uint32_t mask, const Visit& visit) {
  for (; mask != 0; mask &= mask - 1) visit(static_cast<unsigned>(std::countr_zero(mask)));
}

Warp::Exchange& own_exchange() { return current_thread->warp->lanes[current_thread->lane()]; }

}  // namespace

void sync_warp(std::uint32_t mask, Place where) {
  Warp::Group& group =
      current_thread->warp->groups[static_cast<unsigned>(std::countr_zero(mask)) % 32];
  char* order = &group.order[group.meetings % 2];
  sanitizers::release(order);
  meet(mask, where, [](Warp&) {});
  sanitizers::acquire(order);
}

std::uint64_t shuffle(std::uint32_t mask, std::uint64_t value, int source, Place where) {
  if (source < 0 || source >= static_cast<int>(kWarpLanes) ||
      (mask >> static_cast<unsigned>(source) & 1U) == 0) {
    fail("reads lane " + std::to_string(source) + ", which the mask does not name", where);
  }
  Warp::Exchange& own = own_exchange();
  own.brought = value;
  own.source = source;
  meet(mask, where, [mask](Warp& warp) {
    for_each_lane(mask, [&](unsigned lane) {
      warp.lanes[lane].result = warp.lanes[static_cast<unsigned>(warp.lanes[lane].source)].brought;
    });
  });
  return own.result;
}

std::uint32_t ballot(std::uint32_t mask, bool vote, Place where) {
  Warp::Exchange& own = own_exchange();
  own.brought = vote ? 1 : 0;
  meet(mask, where, [mask](Warp& warp) {
    std::uint64_t votes = 0;
    for_each_lane(mask, [&](unsigned lane) { votes |= warp.lanes[lane].brought << lane; });
    for_each_lane(mask, [&](unsigned lane) { warp.lanes[lane].result = votes; });
  });
  return static_cast<std::uint32_t>(own.result);
}

}  // namespace sleeve::simt
