// The HTML report in a browser: prints one JSON object with what a person would see and reach.
// Arguments: folder of the npm packages, browser, file.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const [modules, executablePath, file] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/x.js"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const url = pathToFileURL(file).href;
const seen = {};

const requests = [];
const errors = [];
const page = await browser.newPage();
page.on("request", (request) => requests.push(request.url()));
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
await page.goto(url);
const shown = () => page.$$eval(".finding", (all) => all.filter((item) => item.checkVisibility()).length);
seen.all = await shown();
await page.select("select[name=severity]", "error");
seen.errors = await shown();
seen.count = await page.$eval("#shown", (node) => node.textContent);
seen.hash = await page.evaluate(() => location.hash);
await page.click("button[type=reset]");
await new Promise((done) => setTimeout(done, 50));
seen.reset = await shown();
await page.type("input[type=search]", "long.js");
seen.text = await shown();

await page.goto("about:blank");
await page.goto(url + "#kinds=contact.email");
seen.linked = await shown();

await page.goto("about:blank");
await page.goto(url);
const reached = [];
for (let i = 0; i < 9; i++) {
  await page.keyboard.press("Tab");
  reached.push(await page.evaluate(() => document.activeElement.name || document.activeElement.id || document.activeElement.className || document.activeElement.tagName));
}
seen.reached = reached;
await page.goto(url);
await page.keyboard.press("Tab");
await page.keyboard.press("Enter");
seen.skipped = await page.evaluate(() => location.hash);

seen.requests = requests.filter((item) => !item.startsWith(url) && item !== "about:blank");
seen.scripts = errors;

const plain = await browser.newPage();
await plain.setJavaScriptEnabled(false);
await plain.goto(url);
seen.plain = (await plain.$$(".finding")).length;
seen.form = await plain.$eval("#filters", (form) => getComputedStyle(form).display);

seen.violations = [];
for (const scheme of ["light", "dark"]) {
  const audit = await browser.newPage();
  await audit.setBypassCSP(true);
  await audit.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await audit.goto(url);
  await audit.evaluate(axe);
  const found = await audit.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "best-practice"] }));
  for (const row of found.violations) {
    seen.violations.push(scheme + " " + row.id + ": " + row.nodes.slice(0, 3).map((node) => node.html).join(" | "));
  }
}
await browser.close();
console.log(JSON.stringify(seen));
