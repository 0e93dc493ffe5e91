import { expect, test } from "vitest";
import { countTests } from "../ci/count-tests.ts";

function report(success: boolean, numPassedTests: number, numFailedTests: number): string {
  return JSON.stringify({ success, numPassedTests, numFailedTests, numTotalTests: 99 });
}

test("the tests of all reports are added up", () => {
  expect(countTests([report(true, 40, 0), report(false, 3, 2)])).toEqual({ passed: 43, failed: 2 });
});

test("a run that failed outside of any test counts as one failure", () => {
  expect(countTests([report(false, 40, 0)])).toEqual({ passed: 40, failed: 1 });
});

test("no report is no passed test", () => {
  expect(countTests([])).toEqual({ passed: 0, failed: 0 });
});
