// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Treaty} from "../src/TreatyHash.sol";
import {TreatyWorld} from "./support/TreatyWorld.sol";

/// Brings drafts, whole or not, in time or late, on chains named or not, and knows which should count.
contract TreatyHandler is TreatyWorld {
    uint256 public constant DRAFTS = 6;
    mapping(uint256 draft => uint64) public expected;
    mapping(uint256 draft => bytes32) public ids;
    uint256 public surprises;
    uint256 public accepted;
    uint256 public refused;
    uint64 private now_ = START;
    uint256 private chain = block.chainid;
    uint256 private immutable home = block.chainid;

    constructor() {
        buildTreaty();
        for (uint256 i; i < DRAFTS; ++i) {
            ids[i] = treaties.hashOf(numbered(i));
        }
    }

    /// Some are over soon, some late.
    function numbered(uint256 i) private returns (Treaty memory treaty) {
        treaty = draft();
        treaty.chains[0].chainId = home;
        treaty.work = bytes32(i + 1);
        treaty.deadline = START + uint64(i) * 1 days;
    }

    function wait(uint256 time) external {
        now_ += uint64(time % 12 hours);
    }

    function move(uint256 to) external {
        chain = to % 3 == 0 ? 7 : to % 3 == 1 ? OTHER_CHAIN : home;
    }

    /// @param fault 0 to 3: none; 4: one signature missing; 5: one of another draft; 6: two swapped; 7: one bit flipped.
    function bring(uint256 which, uint256 fault, uint256 at) external {
        which %= DRAFTS;
        fault %= 8;
        at %= 3;
        Treaty memory treaty = numbered(which);
        bytes[] memory signatures = sign(treaty);
        if (fault == 4) signatures[at] = "";
        if (fault == 5) signatures[at] = sign(numbered((which + 1) % DRAFTS))[at];
        if (fault == 6) (signatures[at], signatures[(at + 1) % 3]) = (signatures[(at + 1) % 3], signatures[at]);
        if (fault == 7) signatures[at][33] ^= 0x01;
        bool known = expected[which] != 0;
        bool good = known || (fault < 4 && now_ <= treaty.deadline && (chain == home || chain == OTHER_CHAIN));
        vm.warp(now_);
        vm.chainId(chain);
        (bool ok,) = address(treaties).call(abi.encodeCall(treaties.agree, (treaty, signatures)));
        vm.chainId(home);
        if (ok != good) ++surprises;
        if (ok && !known) expected[which] = now_;
        ok ? ++accepted : ++refused;
    }

    function recorded(uint256 which) external view returns (uint64) {
        return treaties.agreedAt(ids[which]);
    }
}

contract SplitTreatyInvariants is TreatyWorld {
    TreatyHandler private handler;

    function setUp() public {
        handler = new TreatyHandler();
    }

    function targetContracts() public view returns (address[] memory) {
        return asList(address(handler));
    }

    /// Agreed are exactly those that all signers brought in time to a chain named, at the time of the first call.
    function invariant_only_what_all_signed_in_time_is_agreed() public view {
        vm.assertEq(handler.surprises(), 0, "taken and refused as it should be");
        for (uint256 i; i < handler.DRAFTS(); ++i) {
            vm.assertEq(handler.recorded(i), handler.expected(i), "the first time stands, nothing else is recorded");
        }
    }
}
