// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Tree} from "./support/Tree.sol";
import {VaultWorld} from "./support/VaultWorld.sol";
import {PlainToken} from "./support/Zoo.sol";

/// What the last call cost as a transaction, for sums of many.
interface GasVm {
    struct Gas {
        uint64 gasLimit;
        uint64 gasTotalUsed;
        uint64 gasMemoryUsed;
        int64 gasRefunded;
        uint64 gasRemaining;
    }

    function lastCallGas() external view returns (Gas memory);
    function snapshotValue(string calldata group, string calldata name, uint256 value) external;
}

/// What a vault costs with 2, 10, 100 and 1,000 holders, and in a year of monthly payments to 100: whole transactions, with
/// hashes and addresses as full as real ones. Holders have accounts already; somebody else brings their claims, which costs
/// 2,500 more than doing it themselves.
contract GasHoldersTest is VaultWorld {
    GasVm private constant METER = GasVm(address(vm));
    PlainToken private plain = new PlainToken();
    address[] private tokens;
    uint256 private sum;

    function setUp() public {
        build();
        vm.deal(address(this), 1_000 ether);
        tokens = asList(address(plain), address(new PlainToken()), address(new PlainToken()));
        factory.remember(tokens);
    }

    function holder(uint256 i) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("holder", i)))));
    }

    /// Equal shares in a vault that pins three tokens.
    function withHolders(uint256 count) private {
        delete leaves;
        for (uint256 i; i < count; ++i) {
            leaves.push(Tree.shareLeaf(holder(i), uint32(SUPPLY / count)));
            vm.deal(holder(i), 1);
            plain.mint(holder(i), 1);
        }
        bytes32 root = Tree.root(leaves);
        vault = RoyaltyVault(factory.create(root, keccak256(abi.encode(count)), tokens));
    }

    function coinIn() private {
        (bool paid,) = address(vault).call{value: 1 ether}("");
        vm.assertTrue(paid, "plain payment");
    }

    function join(uint256 i, uint256 count) private {
        vault.activateAndClaim(holder(i), uint32(SUPPLY / count), proofOf(i), asList(NATIVE));
    }

    function limit(uint256 count, string memory what, uint256 most) private {
        string memory name = string.concat(vm.toString(count), " holders, ", what);
        vm.assertLe(vm.snapshotGasLastCall("holders", name), most, name);
    }

    function test_2_holders() public {
        measure(2);
    }

    function test_10_holders() public {
        measure(10);
    }

    function test_100_holders() public {
        measure(100);
    }

    function test_1000_holders() public {
        measure(1_000);
    }

    function measure(uint256 count) private {
        withHolders(count);
        limit(count, "create", 101_700);
        coinIn();
        limit(count, "pay in, coin", 22_500);
        join(0, count);
        limit(count, "activate and claim coin, first of all", 94_000);
        join(1, count);
        limit(count, "activate and claim coin", 77_000);
        coinIn();
        vault.claim(holder(1), NATIVE);
        limit(count, "claim coin, repeat", 48_000);
        plain.mint(address(vault), 1e18);
        vault.claim(holder(0), address(plain));
        limit(count, "claim token, first of all", 91_500);
        vault.claim(holder(1), address(plain));
        limit(count, "claim token, first", 74_500);
        plain.mint(address(vault), 1e18);
        vault.claim(holder(1), address(plain));
        limit(count, "claim token, repeat", 57_000);
    }

    // ---------------------------------------------------------------- a year

    function add() private {
        sum += METER.lastCallGas().gasTotalUsed;
    }

    /// Twelve payments to 100 holders, who draw after each payment or once at the end.
    function year(bool monthly) private returns (uint256) {
        withHolders(100);
        add();
        for (uint256 month = 1; month <= 12; ++month) {
            coinIn();
            add();
            if (!monthly && month < 12) continue;
            for (uint256 i; i < 100; ++i) {
                if (month == 1 || !monthly) join(i, 100);
                else vault.claim(holder(i), NATIVE);
                add();
            }
        }
        for (uint256 i; i < 100; ++i) {
            vm.assertEq(holder(i).balance, 0.12 ether + 1, "everybody was paid for the year");
        }
        return sum;
    }

    function test_year_of_monthly_claims() public {
        string memory name = "year of 100 holders, claims each month";
        METER.snapshotValue("holders", name, year(true));
        vm.assertLe(sum, 61_000_000, name);
    }

    function test_year_of_yearly_claims() public {
        string memory name = "year of 100 holders, claims once";
        METER.snapshotValue("holders", name, year(false));
        vm.assertLe(sum, 8_500_000, name);
    }
}
