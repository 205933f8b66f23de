import { it } from 'vitest';
import { startEmulator } from '/work/main/packages/emulator/src/index.js';
it('perf', async () => {
  for (const n of [200, 2000]) {
    const e = await startEmulator({ empty: true });
    const base = `${e.url}/subscriptions/${e.subscriptionId}/resourceGroups/${e.resourceGroup}/providers/Microsoft.ApiManagement/service/apim-dev`;
    const call = async (method: string, path: string, body?: unknown) => {
      const r = await fetch(`${base}${path}?api-version=2024-05-01`, { method, headers: { authorization: 'Bearer x', 'content-type':'application/json' }, body: body===undefined?undefined:JSON.stringify(body) });
      await r.text(); if (r.status >= 300) throw new Error(method+path+r.status);
    };
    await call('PUT','/products/p',{properties:{displayName:'p'}}); await call('PUT','/tags/t',{properties:{displayName:'t'}});
    const ops = Object.fromEntries(Array.from({length:10},(_, i)=>[`/a${i}`,{get:{operationId:`g${i}`,responses:{200:{description:'ok'}}}}]));
    const t=performance.now(); const cpu=process.cpuUsage();
    const one = async (i: number) => {
      await call('PUT', `/apis/n${i}`, {properties:{displayName:`n${i}`,path:`n/${i}`,format:'openapi',value:JSON.stringify({openapi:'3.0.0',info:{title:'x',version:'1'},paths:ops})}});
      await call('PUT', `/apis/n${i}/policies/policy`, {properties:{value:'<policies><inbound><base/></inbound></policies>'}});
      await call('PUT', `/apis/n${i}/operations/g1/policies/policy`, {properties:{value:'<policies><inbound><base/></inbound></policies>'}});
      await call('PUT', `/apis/n${i}/tags/t`, {}); await call('PUT', `/products/p/apis/n${i}`);
    };
    for (let i=0;i<n;i+=10) await Promise.all(Array.from({length:10},(_,k)=>one(i+k)));
    const c=process.cpuUsage(cpu);
    console.log(n, 'apis', Math.round(performance.now()-t), 'ms, cpu per request (client+server) us', Math.round((c.user+c.system)/(n*5)));
    const t2=performance.now(); for (let i=0;i<500;i++) await call('GET', '/products/p'); console.log('500 small gets', Math.round(performance.now()-t2));
    await e.close();
  }
}, 120000);
