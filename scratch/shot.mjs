import { chromium } from 'playwright-core';
const b = await chromium.launch({executablePath:'/usr/bin/chromium', args:['--no-sandbox','--disable-gpu']});
const p = await b.newPage({viewport:{width:Number(process.argv[4]??1200),height:1000}, colorScheme: process.argv[5]??'light'});
p.on('console', m=>console.log('console', m.text())); p.on('pageerror', e=>console.log('error', e.message));
await p.goto('file://'+process.argv[2]); await p.waitForTimeout(2500);
const h = await p.evaluate(()=>document.documentElement.scrollHeight);
for (let y=0;y<h;y+=700){ await p.evaluate(y=>scrollTo(0,y), y); await p.waitForTimeout(400);} 
await p.evaluate(()=>scrollTo(0,0)); await p.waitForTimeout(500);
await p.screenshot({path: process.argv[3], fullPage:true, clip: process.argv[6] ? JSON.parse(process.argv[6]) : undefined}); await b.close();
